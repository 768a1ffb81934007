// SPDX-License-Identifier: Apache-2.0
// Between the drawing and the house: what is changed is kept, what the house says of it comes back, numbers stay fresh.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { History } from "./history";
import { Saver, type State, type Theirs } from "./saving";
import type { Drawing, Numbers, Page, Told } from "./told";

const FRESH = 15_000;

interface Kept {
  told: Told;
  state: State;
  theirs: Theirs | null;
  numbers: Record<string, Numbers>;
  keep: () => Promise<boolean>;
  settle: (how: "theirs" | "mine") => void;
}

export function useSaving(page: Page, { drawing, change, reset }: History): Kept {
  const [told, setTold] = useState<Told>(page);
  const [state, setState] = useState<State>("saved");
  const [theirs, setTheirs] = useState<Theirs | null>(null);
  const saver = useMemo(() => new Saver(page.hrefs.drawing, page.seen, { state: setState, told: setTold, conflict: setTheirs }), [page]);
  const kept = useRef<Drawing>(page.drawing);

  useEffect(() => {
    if (drawing === kept.current || !page.may_edit) return;
    kept.current = drawing;
    saver.touch(drawing);
  }, [drawing, page, saver]);
  // What was not kept when the page was left goes on from there, unless somebody else changed it meanwhile.
  useEffect(() => {
    const left = page.may_edit ? saver.left() : null;
    if (!left) return;
    change(() => left.drawing);
    if (left.seen !== page.seen) saver.refuse(page);
  }, [page, saver, change]);
  useEffect(() => {
    const leaving = (event: Event): void => {
      if (saver.isDirty) event.preventDefault();
    };
    addEventListener("beforeunload", leaving);
    return () => removeEventListener("beforeunload", leaving);
  }, [saver]);
  useEffect(() => {
    for (const one of document.querySelectorAll<HTMLElement>("[data-publish]")) one.hidden = !(page.is_draft || told.is_changed);
  }, [page, told]);

  const settle = useCallback((how: "theirs" | "mine") => {
    if (!theirs) return;
    saver.resume(theirs.seen);
    setTheirs(null);
    setTold(theirs);
    if (how === "mine") return saver.touch(drawing);
    kept.current = theirs.drawing;
    reset(theirs.drawing);
  }, [theirs, saver, drawing, reset]);
  return { told, state, theirs, numbers: useNumbers(page), keep: useCallback(() => saver.flush(), [saver]), settle };
}

function useNumbers(page: Page): Record<string, Numbers> {
  const [numbers, setNumbers] = useState(page.numbers);
  useEffect(() => {
    if (!page.hrefs.numbers) return;
    const timer = window.setInterval(() => {
      if (document.visibilityState !== "visible") return;
      void fetch(page.hrefs.numbers).then(async (answer) => {
        if (answer.ok) setNumbers((await answer.json()) as Record<string, Numbers>);
      }).catch(() => undefined);
    }, FRESH);
    return () => window.clearInterval(timer);
  }, [page]);
  return numbers;
}
