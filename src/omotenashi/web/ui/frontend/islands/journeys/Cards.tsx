// SPDX-License-Identifier: Apache-2.0
// The cards of the canvas: where people come in, a step, where a way ends, a note.
import { Handle, Position, type NodeProps } from "@xyflow/react";
import { shown, useBoard, useWords } from "./board";
import { branchesOf } from "./drawing";
import { Icon } from "./Icon";
import { outlet } from "./layout";
import { ENTRY } from "./told";

export function EntryCard({ id }: NodeProps) {
  const words = useWords();
  return <Card id={id} group="entry" icon="people" title={words("entry")} />;
}

export function StepCard({ id }: NodeProps) {
  const { page, drawing } = useBoard();
  const kind = page.kinds[drawing.steps[id]?.kind ?? ""];
  return <Card id={id} group={kind?.group ?? ""} icon={kind?.icon ?? "info"} title={kind?.title ?? drawing.steps[id]?.kind ?? ""} />;
}

function Card({ id, group, icon, title }: { id: string; group: string; icon: string; title: string }) {
  const { drawing, page, said, troubles } = useBoard();
  const wrong = troubles[id] ?? [];
  const branches = branchesOf(drawing, id, page.kinds);
  return (
    <div className="o-canvas-card" data-group={group} data-wrong={wrong.length > 0 || undefined} title={wrong.join("\n")}>
      {id !== ENTRY && <Handle type="target" position={Position.Top} />}
      <div className="o-canvas-card-head">
        <span className="o-canvas-mark"><Icon name={icon} size={15} /></span>
        <span className="o-canvas-title">{title}</span>
        {wrong.length > 0 ? <span className="o-canvas-wrong"><Icon name="warn" size={14} />{wrong.length > 1 && wrong.length}</span> : <Here id={id} />}
      </div>
      <p className="o-canvas-says">{said[id]?.text || "…"}</p>
      {said[id]?.note && <p className="o-canvas-note">{said[id].note}</p>}
      <Brought id={id} />
      {branches.map(([branch, label], index) => (
        <Handle key={branch} id={branch} type="source" position={Position.Bottom} title={label} style={{ left: `${100 * outlet(index, branches.length)}%` }} />
      ))}
    </div>
  );
}

function Here({ id }: { id: string }) {
  const words = useWords();
  const { numbers, isPast } = useBoard();
  const here = numbers[id]?.here ?? 0;
  if (!here) return null;
  return <span className="o-canvas-here">{words(isPast ? "would_wait" : "here", shown(here))}</span>;
}

function Brought({ id }: { id: string }) {
  const words = useWords();
  const own = useBoard().numbers[id];
  if (!own) return null;
  const facts = own.facts.length ? own.facts.slice(0, 3) : [[words(id === ENTRY ? "came_in" : "through"), shown(own.through)] as const];
  return (
    <dl className="o-canvas-facts">
      {facts.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

export function Stub() {
  const words = useWords();
  return (
    <div className="o-canvas-stub">
      <Handle type="target" position={Position.Top} isConnectable={false} />
      {words("end")}
    </div>
  );
}

export function NoteCard({ id, data }: NodeProps) {
  const { page, write, drop } = useBoard();
  const words = useWords();
  const text = String(data["text"] ?? "");
  return (
    <div className="o-canvas-memo">
      {page.may_edit ? (
        <>
          <textarea className="nodrag nowheel" aria-label={words("note")} placeholder={words("note_hint")} rows={Math.max(3, Math.ceil(text.length / 14))} maxLength={1000} value={text} onChange={(event) => write(id, event.target.value)} />
          <button type="button" className="nodrag" aria-label={words("note_drop")} title={words("note_drop")} onClick={() => drop(id)}><Icon name="close" size={13} /></button>
        </>
      ) : <p>{text}</p>}
    </div>
  );
}
