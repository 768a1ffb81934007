// SPDX-License-Identifier: Apache-2.0
// The word for the member who stands there: told, or not now. What was answered elsewhere meanwhile is gone here, too.
import { api } from "./api";
import type { Till } from "./till";

export async function spoken(till: Till, { id = "", said = "" }: DOMStringMap): Promise<void> {
  const { member } = till.state;
  if (!member) return;
  member.word = (await api.spoken(member.id, id, said)).word;
  till.touch();
  if (said === "told") till.tell("ok");
}
