// SPDX-License-Identifier: Apache-2.0
// A way between two cards: its word and how many took it, and a + to put a step in.
import { BaseEdge, EdgeLabelRenderer, getSmoothStepPath, type EdgeProps } from "@xyflow/react";
import { shown, useBoard, useWords } from "./board";
import type { WayEdge } from "./flow";
import { Icon } from "./Icon";

const WORD = 17;
const PLUS = 44;
const TURN = 64;
// A way begins and ends at the edge of a card, not at that of its handle.
const EDGE = 5;

export function Way({ id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected, data }: EdgeProps<WayEdge>) {
  const { page, near, choose } = useBoard();
  const words = useWords();
  const centerY = targetY - sourceY > TURN ? sourceY + TURN : (sourceY + targetY) / 2;
  const [path] = getSmoothStepPath({ sourceX, sourceY: sourceY - EDGE, targetX, targetY: targetY + EDGE, sourcePosition, targetPosition, borderRadius: 10, centerY });
  if (!data) return null;
  const { joint, label, taken } = data;
  const isNear = near?.from === joint.from && near.branch === joint.branch;
  const said = [label, taken ? shown(taken) : ""].filter(Boolean).join(" ");
  return (
    <>
      <BaseEdge id={id} path={path} interactionWidth={24} />
      <EdgeLabelRenderer>
        {said && <span className="o-canvas-word" style={{ transform: `translate(-50%, -50%) translate(${sourceX}px, ${sourceY + WORD}px)` }}>{said}</span>}
        {page.may_edit && (
          <button type="button" className="o-canvas-plus nodrag nopan" data-near={isNear || undefined} data-chosen={selected || undefined} data-joint={`${joint.from}:${joint.branch}`} aria-label={label ? words("insert_on", label) : words("insert")} title={words("insert")} style={{ transform: `translate(-50%, -50%) translate(${sourceX}px, ${sourceY + PLUS}px)` }} onClick={(event) => choose({ joint, x: event.clientX, y: event.clientY })}>
            <Icon name="plus" size={13} />
          </button>
        )}
      </EdgeLabelRenderer>
    </>
  );
}
