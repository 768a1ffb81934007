// SPDX-License-Identifier: Apache-2.0
// The drawing as React Flow shows it: dragged, joined, zoomed, dropped upon.
import { Background, type Connection, Controls, type Edge, type FinalConnectionState, MiniMap, type Node, ReactFlow, type ReactFlowInstance, useNodesState, useReactFlow } from "@xyflow/react";
import { type DragEvent, type MouseEvent as Pressed, useCallback, useEffect, useMemo, useRef } from "react";
import { useBoard, useWords } from "./board";
import { EntryCard, NoteCard, StepCard, Stub } from "./Cards";
import { branchesOf, type Joint, mayLead } from "./drawing";
import { cards, ways } from "./flow";
import { credit, labelsOf, type Words } from "./labels";
import { APART, outlet, WIDE, wideOf } from "./layout";
import { ENTRY, type Place } from "./told";
import { Way } from "./Way";

const NODES = { entry: EntryCard, step: StepCard, stub: Stub, note: NoteCard };
const EDGES = { way: Way };
const REACH = 130;
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const NARROW = matchMedia("(max-width: 767px)");
export const KIND = "application/x-omo-kind";

export interface Acts {
  choose: (ids: string[]) => void;
  cut: (joint: Joint | null) => void;
  moved: (at: Record<string, Place>, everything: Record<string, Place>) => void;
  lead: (joint: Joint, to: string) => void;
  open: (joint: Joint | null, x: number, y: number, place: Place) => void;
  put: (kind: string, joint: Joint | null, place: Place) => void;
  near: (joint: Joint | null) => void;
}

export function Stage({ acts, wanted, cut }: { acts: Acts; wanted: string[]; cut: Joint | null }) {
  const board = useBoard();
  const words = useWords();
  const flow = useReactFlow();
  const { page, drawing } = board;
  const drawn = useMemo(() => cards(board), [board]);
  const edges = useMemo(() => ways(board, cut), [board, cut]);
  const [nodes, setNodes, onNodesChange] = useNodesState<Node>(drawn);
  // What is chosen is React Flow's to say; only a command (a new card, a step of the list) says it from outside.
  const done = useRef(wanted);
  useEffect(() => {
    const told = done.current === wanted ? null : wanted;
    done.current = wanted;
    setNodes((old) => {
      const before = new Map(old.map((one) => [one.id, one]));
      return drawn.map((one) => ({ ...before.get(one.id), ...one, selected: told ? told.includes(one.id) : (before.get(one.id)?.selected ?? false) }));
    });
  }, [drawn, wanted, setNodes]);

  // React Flow tells it anew whenever this function is another one.
  const { choose } = acts;
  const selected = useCallback(({ nodes: some }: { nodes: Node[] }) => choose(some.map((one) => one.id)), [choose]);

  // The nearest way out of a card, when one drops beside it.
  const nearest = (x: number, y: number): Joint | null => {
    let found: [number, Joint] | null = null;
    for (const { source, data } of edges) {
      const card = nodes.find((one) => one.id === source);
      if (!card || !data) continue;
      const branches = branchesOf(drawing, source, page.kinds);
      const index = branches.findIndex(([key]) => key === data.joint.branch);
      const away = Math.hypot(card.position.x + wideOf(branches.length) * outlet(index, branches.length) - x, card.position.y + (card.height ?? 0) + APART / 2 - y);
      if (away < REACH && (!found || away < found[0])) found = [away, data.joint];
    }
    return found?.[1] ?? null;
  };
  const here = (event: { clientX: number; clientY: number }): { x: number; y: number } => flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
  const over = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes(KIND)) return;
    event.preventDefault();
    const { x, y } = here(event);
    acts.near(nearest(x, y));
  };
  const dropped = (event: DragEvent): void => {
    event.preventDefault();
    const { x, y } = here(event);
    acts.near(null);
    acts.put(event.dataTransfer.getData(KIND), nearest(x, y), [Math.round(x - WIDE / 2), Math.round(y - 20)]);
  };
  const connect = ({ source, sourceHandle, target }: Connection): void => {
    if (sourceHandle) acts.lead({ from: source, branch: sourceHandle }, target);
  };
  const fits = ({ source, target }: Connection | Edge): boolean => (source === ENTRY ? Boolean(drawing.steps[target]) : mayLead(drawing, source, target, page.kinds));
  // A way that is drawn into the open asks what shall stand there.
  const ended = (event: MouseEvent | TouchEvent, state: FinalConnectionState): void => {
    if (state.isValid || !state.fromNode || !state.fromHandle?.id || state.fromHandle.type !== "source" || state.toNode) return;
    const at = "changedTouches" in event ? event.changedTouches[0]! : event;
    const { x, y } = here(at);
    acts.open({ from: state.fromNode.id, branch: state.fromHandle.id }, at.clientX, at.clientY, [Math.round(x - WIDE / 2), Math.round(y)]);
  };
  const stopped = (_event: Pressed | TouchEvent | MouseEvent, _node: Node, moved: Node[]): void => {
    const place = (one: Node): [string, Place] => [one.id, [Math.round(one.position.x), Math.round(one.position.y)]];
    acts.moved(Object.fromEntries(moved.map(place)), Object.fromEntries(nodes.filter((one) => one.type !== "stub").map(place)));
  };

  return (
    <ReactFlow
      nodes={nodes} edges={edges} nodeTypes={NODES} edgeTypes={EDGES} onNodesChange={onNodesChange}
      onSelectionChange={selected} onPaneClick={() => leave(acts)} onNodeClick={blur} onEdgeClick={(_event, edge) => page.may_edit && acts.cut(edge.data?.joint ?? null)}
      onNodeDragStop={stopped} onSelectionDragStop={(event, moved) => stopped(event, moved[0]!, moved)}
      onConnect={connect} onConnectEnd={ended} onReconnect={(old, made) => old.source === made.source && connect({ ...made, sourceHandle: old.sourceHandle ?? null })} isValidConnection={fits}
      onDragOver={over} onDrop={dropped} onDragLeave={() => acts.near(null)}
      nodesDraggable={page.may_edit} nodesConnectable={page.may_edit} edgesFocusable={false} deleteKeyCode={null} disableKeyboardA11y
      minZoom={0.2} maxZoom={1.6} onInit={() => begin(flow, words)} colorMode="system" attributionPosition="bottom-center" snapToGrid snapGrid={[4, 4]} connectionRadius={36} nodeClickDistance={4} panOnScroll zoomOnDoubleClick={false}
      ariaLabelConfig={labelsOf(words)}
    >
      <Background gap={20} size={1.2} />
      <Controls orientation="horizontal" showInteractive={false} fitViewOptions={fitting()} />
      {!NARROW.matches && Object.keys(drawing.steps).length > 5 && <MiniMap pannable zoomable nodeClassName={(one) => `o-canvas-dot-${one.type}`} />}
    </ReactFlow>
  );
}

// React Flow keeps the press to itself, so a field would go on taking the keys.
function blur(): void {
  const now = document.activeElement;
  if (now instanceof HTMLElement && now.closest(".o-canvas-beside")) now.blur();
}

function leave(acts: Acts): void {
  blur();
  acts.cut(null);
}

function begin(flow: ReactFlowInstance, words: Words): void {
  frame(flow, 0);
  credit(words);
}

// How a drawing is first seen: all of it where that can be read, else its beginning.
export function frame(flow: ReactFlowInstance, duration = fitting().duration): void {
  const box = document.querySelector(".o-canvas-stage")?.getBoundingClientRect();
  const bounds = flow.getNodesBounds(flow.getNodes());
  if (!box || !bounds.width) return;
  const whole = Math.min((box.width - 48) / bounds.width, (box.height - 56) / bounds.height, 1);
  if (whole > 0.8) return void flow.fitView({ ...fitting(), duration });
  const zoom = Math.min(1, Math.max(NARROW.matches ? 0.62 : 0.72, (box.width - 48) / bounds.width));
  const entry = flow.getNode(ENTRY);
  const isWide = bounds.width * zoom > box.width;
  const centre = isWide && entry ? entry.position.x + WIDE / 2 : bounds.x + bounds.width / 2;
  void flow.setViewport({ x: box.width / 2 - centre * zoom, y: 24 - bounds.y * zoom, zoom }, { duration });
}

export function fitting(): { padding: number; maxZoom: number; duration: number } {
  return { padding: NARROW.matches ? 0.06 : 0.14, maxZoom: 1, duration: CALM.matches ? 0 : 200 };
}
