// SPDX-License-Identifier: Apache-2.0
// Somebody else was faster: nothing is lost, and the one who draws decides.
import { Icon } from "./Icon";
import { post, type Theirs } from "./saving";
import { say, type Drawing, type Page } from "./told";

interface Asked {
  page: Page;
  drawing: Drawing;
  theirs: Theirs;
  settle: (how: "theirs" | "mine") => void;
}

export function Conflict({ page, drawing, settle }: Asked) {
  const word = (key: string): string => say(page.words, key);
  // Mine becomes a scenario of its own; theirs stays as it is.
  const part = async (): Promise<void> => {
    const { name, ...graph } = drawing;
    const answer = await post(page.hrefs.copy, { name: say(page.words, "copy_of", name), graph });
    if (!answer?.ok) return;
    settle("theirs");
    location.assign(((await answer.json()) as { href: string }).href);
  };
  return (
    <div className="o-canvas-conflict" role="alertdialog" aria-label={word("conflict")}>
      <p><Icon name="warn" size={16} /><span><strong>{word("conflict")}</strong>{word("conflict_help")}</span></p>
      <div>
        <button type="button" className="o-button o-button-primary o-button-sm" onClick={() => settle("theirs")}>{word("take_theirs")}</button>
        <button type="button" className="o-button o-button-plain o-button-sm" onClick={() => void part()}>{word("mine_apart")}</button>
        <button type="button" className="o-button o-button-quiet o-button-sm" onClick={() => settle("mine")}>{word("mine_over")}</button>
      </div>
    </div>
  );
}
