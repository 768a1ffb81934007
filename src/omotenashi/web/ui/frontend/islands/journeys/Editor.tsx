// SPDX-License-Identifier: Apache-2.0
// The canvas as a whole: one drawing with its history, kept by itself; what is chosen; what the past would have been.
import { useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useState } from "react";
import { Bar } from "./Bar";
import { BoardProvider, type Anchor, type Board } from "./board";
import { Chooser, Palette } from "./Chooser";
import { Conflict } from "./Conflict";
import { branchesOf, change as changed, double, fresh, lead, leads, note, tidy, type Joint } from "./drawing";
import { entered, moved, put, settled, taken } from "./editing";
import { cards } from "./flow";
import { useHistory } from "./history";
import { Inspector } from "./Inspector";
import { neighbour, useKeys } from "./keys";
import { useSaving } from "./keeping";
import { usePast } from "./past";
import { fitting, frame, Stage, type Acts } from "./Stage";
import { ENTRY, type Page, type Place } from "./told";

// A new card can be written on as soon as it was measured.
function focusSoon(selector: string, tries = 60): void {
  const found = document.querySelector<HTMLElement>(selector);
  found?.focus();
  if (tries > 0 && (!found || document.activeElement !== found)) requestAnimationFrame(() => focusSoon(selector, tries - 1));
}

type Menu = Anchor & { place?: Place };

export function Editor({ page: given }: { page: Page }) {
  const history = useHistory(given.drawing);
  const { drawing, change } = history;
  const { told, state, theirs, numbers, keep, settle } = useSaving(given, history);
  const { foreseen, leave } = usePast(given, keep);
  const [ids, setIds] = useState<string[]>([]);
  const [wanted, want] = useState<string[]>([]);
  const [cut, setCut] = useState<Joint | null>(null);
  const [menu, setMenu] = useState<Menu | null>(null);
  const [near, setNear] = useState<Joint | null>(null);
  const [isSet, setIsSet] = useState(false);
  const flow = useReactFlow();

  const write = useCallback((id: string, text: string) => change((now) => {
    const at = now.view.notes?.find((one) => one.id === id)?.at;
    return at ? note(now, { id, text, at }) : now;
  }, `note:${id}`), [change]);
  const board = useMemo<Board>(() => {
    const troubles: Record<string, string[]> = {};
    for (const one of told.troubles) (troubles[one.where || ENTRY] ??= []).push(one.text);
    return {
      page: foreseen ? { ...given, may_edit: false } : given, drawing, said: told.said, troubles: foreseen || !given.may_edit ? {} : troubles,
      numbers: foreseen?.numbers ?? numbers, isPast: foreseen !== null, near, choose: setMenu, write,
      drop: (id) => change((now) => taken(now, [id], given.kinds)),
    };
  }, [given, drawing, told, numbers, foreseen, near, write, change]);
  const mayEdit = board.page.may_edit;
  const chosen = ids.length === 1 && (ids[0] === ENTRY || drawing.steps[ids[0]!]) ? ids[0]! : "";
  const stand = useCallback((): Record<string, Place> => Object.fromEntries(
    cards(board).filter((one) => one.type === "step" || one.type === "entry").map((one) => [one.id, [one.position.x, one.position.y] as Place]),
  ), [board]);

  // Bring a card into sight and to the keys.
  const show = useCallback((id: string): void => {
    want([id]);
    setCut(null);
    window.setTimeout(() => {
      const card = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
      const stage = card?.closest(".react-flow")?.getBoundingClientRect();
      const box = card?.getBoundingClientRect();
      if (!card || !stage || !box) return;
      card.focus({ preventScroll: true });
      if (box.top > stage.top && box.bottom < stage.bottom - 24 && box.left > stage.left && box.right < stage.right) return;
      const inner = flow.getInternalNode(id);
      if (inner) void flow.setCenter(inner.internals.positionAbsolute.x + 132, inner.internals.positionAbsolute.y + 60, { zoom: flow.getZoom(), duration: fitting().duration });
    }, 60);
  }, [flow]);

  const add = (kind: string, joint: Joint | null, place?: Place): void => {
    setMenu(null);
    if (!given.kinds[kind]) return;
    const [grown, name] = put(drawing, kind, joint, given.kinds, stand(), place);
    change(() => grown);
    show(name);
  };
  // Below what is chosen, or where the first way ends.
  const tail = (): Joint => {
    const open = (from: string): Joint | null => branchesOf(drawing, from, given.kinds).map(([branch]) => ({ from, branch })).find((one) => chosen || !leads(drawing, one.from, one.branch)) ?? null;
    return open(chosen || ENTRY) ?? Object.keys(drawing.steps).map(open).find((one) => one !== null) ?? { from: ENTRY, branch: "first" };
  };
  const ask = (): void => {
    const plus = document.querySelector(`[data-joint="${CSS.escape(`${tail().from}:${tail().branch}`)}"]`)?.getBoundingClientRect();
    setMenu({ joint: tail(), x: plus?.x ?? innerWidth / 2, y: plus?.y ?? 200 });
  };
  const remember = (): void => {
    const box = document.querySelector(".o-canvas-stage")!.getBoundingClientRect();
    const { x, y } = flow.screenToFlowPosition({ x: box.x + 20, y: box.y + 20 });
    const id = `n${fresh(drawing)}`;
    // Beside the cards, never over one.
    const cards = Object.values(stand());
    const covers = cards.some(([left, top]) => x < left + 264 && x + 204 > left && y < top + 130 && y + 90 > top);
    const at: Place = [Math.round(covers ? Math.min(...cards.map(([left]) => left)) - 224 : x), Math.round(y)];
    change((now) => note(now, { id, text: "", at }));
    focusSoon(`[data-id="${id}"] textarea`);
  };
  const remove = (): void => {
    const gone = ids.filter((id) => id !== ENTRY);
    if (gone.length) change((now) => taken(now, gone, given.kinds));
    else if (cut) change((now) => lead(now, cut, ""));
    want([]);
    setCut(null);
  };
  const twice = (): void => {
    if (!drawing.steps[chosen]) return;
    const [x, y] = stand()[chosen] ?? [0, 0];
    const [grown, name] = double({ ...drawing, view: { ...drawing.view, at: { ...stand() } } }, chosen, given.kinds, [x + 300, y + 24]);
    change(() => grown);
    show(name);
  };
  const only = (act: () => void) => (): void => { if (mayEdit) act(); };
  useKeys({
    undo: only(history.undo), redo: only(history.redo), remove: only(remove), double: only(twice), note: only(remember), add: only(ask),
    walk: (key) => {
      const to = neighbour(key, chosen, drawing, given.kinds, new Map(Object.entries(stand())));
      if (to) show(to);
    },
    push: (dx, dy) => {
      const all = stand();
      const at = Object.fromEntries(ids.filter((id) => all[id]).map((id) => [id, [all[id]![0] + dx, all[id]![1] + dy] as Place]));
      if (mayEdit && Object.keys(at).length) change((now) => moved(now, at, all), "push");
    },
    none: () => { want([]); setCut(null); setMenu(null); }, pick: show,
  });
  // What the past says is looked at first as a whole.
  useEffect(() => {
    if (foreseen) want([]);
    setIsSet(foreseen !== null);
  }, [foreseen]);
  // A page that names a step leads to it: …/#step=wait
  useEffect(() => {
    const step = new URLSearchParams(location.hash.slice(1)).get("step");
    if (step === ENTRY || (step && given.drawing.steps[step])) show(step);
  }, [show, given.drawing]);

  const choose = useCallback((some: string[]) => {
    setIds((now) => (now.join() === some.join() ? now : some));
    if (some.length) setCut(null);
  }, []);
  const acts: Acts = {
    choose, cut: setCut, near: setNear,
    moved: (at, all) => change((now) => moved(now, at, all)),
    lead: (joint, to) => change((now) => lead(now, joint, to)),
    open: (joint, x, y, place) => setMenu({ joint, x, y, place }),
    put: add,
  };
  const isByHand = Object.keys(drawing.view.at ?? {}).length > 0;
  return (
    <BoardProvider value={board}>
      <div className="o-canvas-frame" data-edits={mayEdit || undefined} data-past={foreseen ? "" : undefined}>
        <Bar state={state} mayUndo={history.mayUndo} mayRedo={history.mayRedo} undo={history.undo} redo={history.redo} note={remember} add={ask} troubles={told.troubles} show={(where) => show(where || ENTRY)} leave={foreseen ? leave : null}
          settings={() => { want([]); setIsSet(true); }} tidy={() => { change(tidy); window.setTimeout(() => frame(flow), 60); }} />
        {theirs && <Conflict page={given} drawing={drawing} theirs={theirs} settle={settle} />}
        {mayEdit && <Palette put={(kind) => add(kind, tail())} />}
        <div className="o-canvas-stage"><Stage acts={acts} wanted={wanted} cut={cut} /></div>
        <div className="o-canvas-beside" data-open={chosen !== "" || isSet || undefined}>
          <Inspector id={chosen} foreseen={foreseen} double={twice} remove={remove} close={() => { want([]); setIsSet(false); }}
            change={(name, value) => change((now) => changed(now, chosen, { [name]: value }), `${chosen}.${name}`)}
            enter={(name, value) => change((now) => entered(now, name, value), `entry.${name}`)}
            set={(name, value) => change((now) => settled(now, name, value), `set.${name}`)}
            rename={(name) => change((now) => ({ ...now, name }), "name")} />
        </div>
        {menu && mayEdit && <Chooser at={menu} close={() => setMenu(null)} put={(kind) => add(kind, menu.joint, isByHand ? menu.place : undefined)} />}
      </div>
    </BoardProvider>
  );
}
