// How the agents' graph is edited: edges by dragging from agent to agent, or by choosing two agents.
import { type KeyboardEvent, type PointerEvent, type RefObject, useState } from 'react';
import type { Edge } from './networkData.ts';
import { type NodeDrawing, toggleEdge } from './networkLayout.ts';

interface Drag {
  readonly from: number;
  readonly x: number;
  readonly y: number;
  readonly moved: boolean;
}

/** Edges are drawn by dragging, or by choosing two agents; one agent is in the tab order at a time. */
export function useEdgeEditing(
  edges: readonly Edge[],
  onEdgesChange: ((edges: readonly Edge[]) => void) | undefined,
  nodes: readonly NodeDrawing[],
  root: RefObject<HTMLDivElement | null>,
) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const [selected, setSelected] = useState<number | null>(null);
  const [tabStop, setTabStop] = useState(0);
  const editable = onEdgesChange !== undefined;
  const toggle = (a: number, b: number) => onEdgesChange?.(toggleEdge(edges, a, b));
  const at = (event: PointerEvent) => {
    const box = root.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  };
  const choose = (agent: number) => {
    if (!editable) return;
    if (selected !== null && selected !== agent) toggle(selected, agent);
    setSelected(selected === null ? agent : null);
  };
  return {
    drag,
    selected,
    tabStop,
    setTabStop,
    editable,
    toggle,
    cancel: () => setDrag(null),
    down(event: PointerEvent, agent: number) {
      if (!editable) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ from: agent, ...at(event), moved: false });
    },
    move(event: PointerEvent) {
      if (!drag) return;
      const point = at(event);
      const start = nodes[drag.from];
      const far = !!start && Math.hypot(point.x - start.x, point.y - start.y) > start.r;
      setDrag({ ...drag, ...point, moved: drag.moved || far });
    },
    up(event: PointerEvent) {
      if (!drag) return;
      const point = at(event);
      const target = nodeAt(nodes, point.x, point.y);
      setDrag(null);
      if (!drag.moved) return choose(drag.from);
      const known = edges.some(
        ([a, b]) => (a === drag.from && b === target) || (b === drag.from && a === target),
      );
      if (target !== null && target !== drag.from && !known) toggle(drag.from, target);
    },
    key(event: KeyboardEvent, agent: number) {
      const by = TURNS[event.key];
      if (by !== undefined) {
        event.preventDefault();
        const next = (agent + by + nodes.length) % nodes.length;
        setTabStop(next);
        root.current?.querySelector<SVGGElement>(`[data-agent="${next}"]`)?.focus();
      } else if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        choose(agent);
      } else if (event.key === 'Escape') setSelected(null);
    },
  };
}

const TURNS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function nodeAt(nodes: readonly NodeDrawing[], x: number, y: number): number | null {
  return (
    nodes.find((node) => Math.hypot(node.x - x, node.y - y) <= Math.max(node.r * 1.5, 16))?.agent ?? null
  );
}
