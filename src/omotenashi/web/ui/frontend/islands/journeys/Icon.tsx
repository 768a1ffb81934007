// SPDX-License-Identifier: Apache-2.0
// An icon of the house by its name; its shape comes with the page.
import { useBoard } from "./board";

export function Icon({ name, size = 16 }: { name: string; size?: number }) {
  const shape = useBoard().page.icons[name] ?? "";
  return <svg className="o-icon" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" dangerouslySetInnerHTML={{ __html: shape }} />;
}
