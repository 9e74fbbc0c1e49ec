// How the agents' graph is edited: edges by dragging from agent to agent, or by choosing two agents.
import { type KeyboardEvent, type PointerEvent, type RefObject, useState } from 'react';
import { useDrag } from '../core/drag.ts';
import type { Edge } from './networkData.ts';
import { type NodeDrawing, toggleEdge } from './networkLayout.ts';

/** The edge under way: from an agent to where the pointer is. */
interface OpenEdge {
  readonly from: number;
  readonly x: number;
  readonly y: number;
}

/** Edges are drawn by dragging, or by choosing two agents; one agent is in the tab order at a time. */
export function useEdgeEditing(
  edges: readonly Edge[],
  onEdgesChange: ((edges: readonly Edge[]) => void) | undefined,
  nodes: readonly NodeDrawing[],
  root: RefObject<HTMLDivElement | null>,
) {
  const [open, setOpen] = useState<OpenEdge | null>(null);
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
  const leaves = (agent: number, travelled: number) => travelled > (nodes[agent]?.r ?? 0);
  const { handleOf } = useDrag<number>({
    move(from, event, travelled) {
      if (leaves(from, travelled)) setOpen({ from, ...at(event) });
    },
    end(from, event, travelled) {
      setOpen(null);
      if (!leaves(from, travelled)) return choose(from);
      const point = at(event);
      const target = nodeAt(nodes, point.x, point.y);
      const known = edges.some(([a, b]) => (a === from && b === target) || (b === from && a === target));
      if (target !== null && target !== from && !known) toggle(from, target);
    },
    cancel: () => setOpen(null),
  });
  return {
    open,
    selected,
    tabStop,
    setTabStop,
    editable,
    toggle,
    handleOf: (agent: number) => (editable ? handleOf(agent) : {}),
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
