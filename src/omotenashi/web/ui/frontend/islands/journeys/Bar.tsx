// SPDX-License-Identifier: Apache-2.0
// Over the canvas: back and forth, tidy, a note, what is wrong, and whether everything is kept.
import { useBoard, useWords } from "./board";
import { Icon } from "./Icon";
import type { State } from "./saving";
import type { Trouble } from "./told";

interface Asked {
  state: State;
  mayUndo: boolean;
  mayRedo: boolean;
  undo: () => void;
  redo: () => void;
  tidy: () => void;
  note: () => void;
  add: () => void;
  settings: () => void;
  troubles: Trouble[];
  show: (where: string) => void;
  leave: (() => void) | null;
}

export function Bar(asked: Asked) {
  const { page } = useBoard();
  const words = useWords();
  const { state, troubles, leave } = asked;
  return (
    <div className="o-canvas-bar" role="toolbar" aria-label={words("tools")}>
      {page.may_edit && !leave && (
        <>
          <Tool icon="undo" label={words("undo")} keys="Ctrl Z" act={asked.undo} isOff={!asked.mayUndo} />
          <Tool icon="undo" label={words("redo")} keys="Ctrl ⇧ Z" act={asked.redo} isOff={!asked.mayRedo} isMirrored />
          <span className="o-canvas-gap" />
          <button type="button" className="o-canvas-tool o-canvas-narrow" aria-label={words("add")} onClick={asked.add}><Icon name="plus" size={16} /></button>
          <Tool icon="tree" label={words("tidy")} act={asked.tidy} />
          <Tool icon="chat" label={words("add_note")} keys="N" act={asked.note} />
        </>
      )}
      {leave && <button type="button" className="o-button o-button-plain o-button-sm" onClick={leave}><Icon name="left" size={14} /><span>{words("leave_past")}</span></button>}
      {leave && <strong className="o-canvas-past">{words("past")}</strong>}
      <span className="o-canvas-room" />
      {!leave && troubles.length > 0 && page.may_edit && (
        <details className="o-canvas-troubles">
          <summary><Icon name="warn" size={14} />{words("troubles", troubles.length)}</summary>
          <ul>{troubles.map((one, index) => <li key={index}><button type="button" onClick={(event) => {
            event.currentTarget.closest("details")!.open = false;
            asked.show(one.where);
          }}>{one.text}</button></li>)}</ul>
        </details>
      )}
      {page.may_edit && !leave && <span className="o-canvas-status" data-state={state} role="status">{words(`state_${state}`)}</span>}
      {!leave && <Tool icon="gear" label={words("settings")} act={asked.settings} />}
    </div>
  );
}

function Tool({ icon, label, keys = "", act, isOff = false, isMirrored = false }: { icon: string; label: string; keys?: string; act: () => void; isOff?: boolean; isMirrored?: boolean }) {
  return (
    <button type="button" className="o-canvas-tool" data-mirrored={isMirrored || undefined} aria-label={label} title={keys ? `${label} (${keys})` : label} disabled={isOff} onClick={act}>
      <Icon name={icon} size={16} />
    </button>
  );
}
