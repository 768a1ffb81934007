// SPDX-License-Identifier: Apache-2.0
// The fields of a step as the page describes them: a new kind of step needs no script of its own.
import { useId, useState } from "react";
import { useBoard } from "./board";
import { Cases } from "./Cases";
import type { Field } from "./told";

type Values = Record<string, unknown>;

interface Asked {
  fields: Field[];
  values: Values;
  change: (name: string, value: unknown) => void;
}

export function Form({ fields, values, change }: Asked) {
  const { page } = useBoard();
  const asked = fields.filter((field) => Object.entries(field.when ?? {}).every(([name, ok]) => fits(String(values[name] ?? ""), ok)));
  return (
    <fieldset className="o-canvas-form" disabled={!page.may_edit}>
      {asked.map((field) => field.kind === "span" ? <Span key={field.name} field={field} values={values} change={change} /> : <One key={field.name} field={field} value={values[field.name] ?? field.default} change={(value) => change(field.name, value)} />)}
    </fieldset>
  );
}

// `*` is anything but nothing.
function fits(value: string, wanted: string[]): boolean {
  return wanted.includes("*") ? value !== "" : wanted.includes(value);
}

interface Shown {
  field: Field;
  value: unknown;
  change: (value: unknown) => void;
}

function One({ field, value, change }: Shown) {
  const id = useId();
  if (field.kind === "cases") return <Cases field={field} value={value} change={change} Form={Form} />;
  if (field.kind === "check") {
    return (
      <label className="o-check">
        <input type="checkbox" className="checkbox checkbox-sm" checked={Boolean(value)} onChange={(event) => change(event.target.checked)} />
        <span>{field.label}{field.help && <small>{field.help}</small>}</span>
      </label>
    );
  }
  return (
    <div className="o-field">
      <label htmlFor={id}>{field.label}</label>
      <Control id={id} field={field} value={value} change={change} />
      {field.help && <p className="o-field-help" id={`${id}-help`}>{field.help}</p>}
    </div>
  );
}

function Control({ id, field, value, change }: Shown & { id: string }) {
  if (field.kind === "choice") return <Choice id={id} field={field} value={value} change={change} />;
  if (field.kind === "choices") return <Choices id={id} field={field} value={value} change={change} />;
  if (field.kind === "number" || field.kind === "percent") return <Numeral id={id} field={field} value={value} change={change} />;
  const type = field.kind === "time" || field.kind === "date" ? field.kind : field.kind === "moment" ? "datetime-local" : "text";
  // A moment is kept with its zone, and shown in that of the house.
  const now = field.kind === "moment" ? String(value ?? "").slice(0, 16) : String(value ?? "");
  return <input id={id} className="o-input" type={type} maxLength={200} value={now} onChange={(event) => change(event.target.value)} />;
}

function Choice({ id, field, value, change }: Shown & { id: string }) {
  const list = useBoard().page.lists[field.list ?? ""] ?? [];
  const now = String(value ?? "");
  return (
    <select id={id} className="o-input" value={now} onChange={(event) => change(event.target.value)}>
      {(field.none !== undefined || !list.some(([key]) => key === now)) && <option value="">{field.none ?? "—"}</option>}
      {list.map(([key, label]) => <option key={key} value={key}>{label}</option>)}
    </select>
  );
}

function Span({ field, values, change }: { field: Field; values: Values; change: (name: string, value: unknown) => void }) {
  const id = useId();
  return (
    <div className="o-field" role="group" aria-labelledby={id}>
      <span className="o-canvas-label" id={id}>{field.label}</span>
      <div className="o-canvas-span">
        {(field.parts ?? []).map(([name, label]) => (
          <label key={name}><Numeral id={`${id}${name}`} field={{ name, label, kind: "number", max: 1_000 }} value={values[name] ?? 0} change={(value) => change(name, value)} /><span>{label}</span></label>
        ))}
      </div>
    </div>
  );
}

// Several of a list: each chosen one is a line that can be taken out again.
function Choices({ id, field, value, change }: Shown & { id: string }) {
  const { page } = useBoard();
  const list = page.lists[field.list ?? ""] ?? [];
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  return (
    <div className="o-canvas-several">
      {chosen.map((key) => (
        <button key={key} type="button" className="o-canvas-chosen" onClick={() => change(chosen.filter((one) => one !== key))}>
          {list.find(([one]) => one === key)?.[1] ?? key}<span aria-hidden="true">×</span>
        </button>
      ))}
      <select id={id} className="o-input" value="" onChange={(event) => event.target.value && change([...chosen, event.target.value])}>
        <option value="">{page.may_edit ? field.none : "—"}</option>
        {list.filter(([key]) => !chosen.includes(key)).map(([key, label]) => <option key={key} value={key}>{label}</option>)}
      </select>
    </div>
  );
}

// A share is kept in ten thousand and said in per cent; an empty field is nothing, and not zero. What is typed stays as
// it is typed ("-" on the way to "-7"), and is told on as soon as it is a number.
function Numeral({ id, field, value, change }: Shown & { id: string }) {
  const scale = field.kind === "percent" ? 100 : 1;
  const now = value === null || value === undefined || value === "" ? "" : String(Number(value) / scale);
  const [typed, setTyped] = useState<string | null>(null);
  const take = (text: string): void => {
    setTyped(text);
    if (text.trim() === "") return change(field.none === undefined ? 0 : null);
    const number = Math.round(Number(text.normalize("NFKC").replace("−", "-")));
    if (Number.isNaN(number)) return;
    change(Math.min(Math.max(number, field.min ?? 0), field.max ?? 1_000_000) * scale);
  };
  const unit = field.unit || (field.kind === "percent" ? "%" : "");
  return (
    <div className="o-canvas-number">
      <input id={id} className="o-input" inputMode="numeric" autoComplete="off" placeholder={field.none} value={typed ?? now} onChange={(event) => take(event.target.value)} onBlur={() => setTyped(null)} />
      {unit && <span>{unit}</span>}
    </div>
  );
}
