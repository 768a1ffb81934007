// SPDX-License-Identifier: Apache-2.0
// What can be put in: a palette beside the canvas to drag from, and a list where a + was pressed.
import { useEffect, useRef } from "react";
import { useBoard, useWords } from "./board";
import { Icon } from "./Icon";
import { KIND } from "./Stage";

export function Palette({ put }: { put: (kind: string) => void }) {
  const words = useWords();
  return (
    <nav className="o-canvas-palette" aria-label={words("palette")}>
      <Kinds render={(kind, title, help, icon, group) => (
        <button key={kind} type="button" draggable data-kind={kind} data-group={group} title={help} onClick={() => put(kind)} onDragStart={(event) => {
          event.dataTransfer.setData(KIND, kind);
          event.dataTransfer.effectAllowed = "copy";
        }}>
          <span className="o-canvas-mark"><Icon name={icon} size={14} /></span><span>{title}</span>
        </button>
      )} />
      <p className="o-canvas-hint">{words("palette_hint")}</p>
    </nav>
  );
}

interface Asked {
  at: { x: number; y: number };
  put: (kind: string) => void;
  close: () => void;
}

// A list at the finger; on a phone it comes from below.
export function Chooser({ at, put, close }: Asked) {
  const words = useWords();
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    const box = menu.current!;
    const room = box.getBoundingClientRect();
    box.style.left = `${Math.max(8, Math.min(at.x - 20, innerWidth - room.width - 12))}px`;
    box.style.top = `${Math.max(8, Math.min(at.y + 10, innerHeight - room.height - 12))}px`;
    box.querySelector("button")?.focus();
    return () => before?.isConnected ? before.focus() : undefined;
  }, [at]);
  const walk = (event: React.KeyboardEvent): void => {
    event.stopPropagation();
    const all = [...menu.current!.querySelectorAll("button")];
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") close();
    if (!way) return;
    event.preventDefault();
    all[(all.indexOf(document.activeElement as HTMLButtonElement) + way + all.length) % all.length]?.focus();
  };
  return (
    <>
      <div className="o-canvas-veil" onPointerDown={close} />
      <div className="o-canvas-chooser" ref={menu} role="menu" tabIndex={-1} aria-label={words("insert")} onKeyDown={walk}>
        <Kinds isMenu render={(kind, title, help, icon, group) => (
          <button key={kind} type="button" role="menuitem" data-kind={kind} data-group={group} onClick={() => put(kind)}>
            <span className="o-canvas-mark"><Icon name={icon} size={14} /></span><span>{title}<small>{help}</small></span>
          </button>
        )} />
      </div>
    </>
  );
}

type Draw = (kind: string, title: string, help: string, icon: string, group: string) => React.ReactNode;

function Kinds({ render, isMenu = false }: { render: Draw; isMenu?: boolean }) {
  const { page } = useBoard();
  return page.groups.map(([group, title]) => {
    const some = Object.entries(page.kinds).filter(([, kind]) => kind.group === group);
    if (!some.length) return null;
    return (
      <div key={group} role={isMenu ? "group" : undefined} aria-label={isMenu ? title : undefined}>
        {isMenu ? <p aria-hidden="true">{title}</p> : <h3>{title}</h3>}
        {some.map(([key, kind]) => render(key, kind.title, kind.help, kind.icon, kind.group))}
      </div>
    );
  });
}
