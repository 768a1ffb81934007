// SPDX-License-Identifier: Apache-2.0
// Beside the canvas (on a phone from below): what the chosen card says, what is wrong with it, what it brought.
import type { ReactNode } from "react";
import { shown, useBoard, useWords } from "./board";
import { branchesOf } from "./drawing";
import { Form } from "./Form";
import { Icon } from "./Icon";
import { type Drawing, ENTRY, type Foreseen } from "./told";

interface Asked {
  id: string;
  change: (name: string, value: unknown) => void;
  rename: (name: string) => void;
  set: (name: string, value: unknown) => void;
  enter: (name: string, value: unknown) => void;
  double: () => void;
  remove: () => void;
  close: () => void;
  foreseen: Foreseen | null;
}

export function Inspector(asked: Asked) {
  const { id, foreseen, close } = asked;
  const { page, drawing } = useBoard();
  const words = useWords();
  const kind = page.kinds[drawing.steps[id]?.kind ?? ""];
  const title = id === ENTRY ? words("entry") : (kind?.title ?? words(foreseen ? "past" : "settings"));
  return (
    <aside className="o-canvas-inspector" aria-label={words("inspector")} data-open={id !== "" || undefined}>
      <header>
        <span className="o-canvas-mark" data-group={id === ENTRY ? "entry" : kind?.group}><Icon name={id === ENTRY ? "people" : (kind?.icon ?? (foreseen ? "clock" : "gear"))} size={15} /></span>
        <h2>{title}</h2>
        {kind && page.may_edit && !foreseen && <Tool icon="copy" label={words("double")} act={asked.double} />}
        {kind && page.may_edit && !foreseen && <Tool icon="trash" label={words("remove")} act={asked.remove} />}
        <Tool icon="close" label={words("close")} act={close} />
      </header>
      <div className="o-canvas-inside">
        {foreseen ? <Past id={id} foreseen={foreseen} /> : <Told {...asked} />}
      </div>
    </aside>
  );
}

function Tool({ icon, label, act }: { icon: string; label: string; act: () => void }) {
  return <button type="button" className="o-canvas-tool" data-tool={icon} aria-label={label} title={label} onClick={act}><Icon name={icon} size={15} /></button>;
}

function Told({ id, change, rename, set, enter }: Asked) {
  const { page, drawing, said, troubles } = useBoard();
  const words = useWords();
  const step = drawing.steps[id];
  const kind = page.kinds[step?.kind ?? ""];
  return (
    <>
      {(troubles[id] ?? []).map((text) => <p key={text} className="o-canvas-trouble" role="alert"><Icon name="warn" size={15} />{text}</p>)}
      {step && kind && <p className="o-canvas-about">{kind.help}</p>}
      {step && kind && <Form fields={kind.fields} values={step} change={change} />}
      {step && said[id]?.href && <a className="o-button o-button-plain o-button-md" href={said[id].href}><Icon name="external" size={15} /><span>{words("open_letter")}</span></a>}
      {id === ENTRY && <Form fields={page.entry} values={{ ...drawing.entry, again_days: drawing.again_days }} change={enter} />}
      {!step && id !== ENTRY && (
        <>
          <div className="o-field"><label htmlFor="canvas-name">{words("name")}</label><input id="canvas-name" className="o-input" maxLength={80} disabled={!page.may_edit} value={drawing.name} onChange={(event) => rename(event.target.value)} /></div>
          <Form fields={page.settings} values={settings(drawing)} change={set} />
        </>
      )}
      <Brought id={id} />
    </>
  );
}

function settings({ goal, exits, control, farewell }: Drawing): Record<string, unknown> {
  return { goal: goal["event"] ?? "", goal_days: goal["days"], goal_ends: goal["ends"], exits, control, farewell: farewell?.template ?? "" };
}

function Brought({ id }: { id: string }) {
  const { numbers, drawing, page, said, isPast } = useBoard();
  const words = useWords();
  const own = numbers[id];
  if (!own) return null;
  const branches = branchesOf(drawing, id, page.kinds).filter(([, label]) => label);
  const rows: [string, string][] = [[words("here_now"), shown(own.here)] as [string, string], [words(id === ENTRY ? "came_in" : "through"), shown(own.through)], ...own.facts, ...branches.map(([key, label]): [string, string] => [said[id]?.branches?.[key] ?? label, shown(own.branches[key] ?? 0)])];
  return <Facts title={words(isPast ? "past_figures" : "brought")} rows={id === ENTRY || isPast ? rows.slice(1) : rows} />;
}

function Facts({ title, rows }: { title: string; rows: [ReactNode, ReactNode][] }) {
  return (
    <section className="o-canvas-brought">
      <h3>{title}</h3>
      <dl>{rows.map(([label, value], index) => <div key={index}><dt>{label}</dt><dd>{value}</dd></div>)}</dl>
    </section>
  );
}

function Past({ id, foreseen }: { id: string; foreseen: Foreseen }) {
  const words = useWords();
  const heard = foreseen.heard[id];
  return (
    <>
      {!id && <p className="o-canvas-about">{words("past_help")}</p>}
      {!id && <Facts title={words("past_figures")} rows={foreseen.figures.map((one) => [<>{one.label}{one.note && <small>{one.note}</small>}</>, one.value])} />}
      <Brought id={id} />
      {heard && heard.length > 0 && (
        <section className="o-canvas-brought">
          <h3>{words("would_hear")}</h3>
          <ul>{heard.map((one) => <li key={one.href + one.at}><a href={one.href}>{one.label}</a><span>{one.at}</span></li>)}</ul>
        </section>
      )}
      <p className="o-field-help">{foreseen.note}</p>
    </>
  );
}
