// SPDX-License-Identifier: Apache-2.0
// Branches that somebody draws: each is a small form of its own, tried from above to below.
import type { ComponentType } from "react";
import { useBoard, useWords } from "./board";
import { casesOf, letter } from "./drawing";
import { Icon } from "./Icon";
import type { Case, Field } from "./told";

interface Asked {
  field: Field;
  value: unknown;
  change: (value: unknown) => void;
  Form: ComponentType<{ fields: Field[]; values: Record<string, unknown>; change: (name: string, value: unknown) => void }>;
}

export function Cases({ field, value, change, Form }: Asked) {
  const { page } = useBoard();
  const words = useWords();
  const cases = casesOf({ kind: "", cases: value });
  const put = (index: number, one: Case): void => change(cases.map((old, at) => (at === index ? one : old)));
  const swap = (index: number): void => change(cases.map((one, at) => (at === index ? cases[index - 1]! : at === index - 1 ? cases[index]! : one)));
  return (
    <div className="o-canvas-cases">
      {cases.map((one, index) => (
        <section key={one.key} aria-label={words("case", letter(index))}>
          <header>
            <b>{letter(index)}</b>
            {page.may_edit && index > 0 && <Tool icon="up" label={words("case_up")} act={() => swap(index)} />}
            {page.may_edit && cases.length > (field.least ?? 1) && <Tool icon="close" label={words("case_drop")} act={() => change(cases.filter((old) => old !== one))} />}
          </header>
          <Form fields={field.fields ?? []} values={one} change={(name, said) => put(index, { ...one, [name]: said })} />
        </section>
      ))}
      {page.may_edit && cases.length < (field.most ?? 9) && (
        <button type="button" className="o-button o-button-plain o-button-sm" onClick={() => change([...cases, { ...field.default as object, key: free(cases, field) }])}>
          <Icon name="plus" size={14} /><span>{field.none}</span>
        </button>
      )}
    </div>
  );
}

function Tool({ icon, label, act }: { icon: string; label: string; act: () => void }) {
  return <button type="button" className="o-canvas-tool" aria-label={label} title={label} onClick={act}><Icon name={icon} size={14} /></button>;
}

// The arms of a test are a to e; other branches are never called as one that was there before.
function free(cases: Case[], field: Field): string {
  const arms = field.letters ? [..."abcde"].filter((key) => !cases.some((one) => one.key === key)) : [];
  return arms[0] ?? `c${[...crypto.getRandomValues(new Uint8Array(3))].map((one) => one.toString(16).padStart(2, "0")).join("")}`;
}
