// Small pieces that several views are made of.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { gain, percent, price, tone } from "./format";

export function Card({ title, aside, name, children }: {
  title?: string;
  aside?: ComponentChildren;
  name?: string;
  children: ComponentChildren;
}) {
  return (
    <section class={`card ${name ?? ""}`} {...(title ? { "aria-label": title } : {})}>
      {(title ?? aside) !== undefined && (
        <header>
          {title && <h2>{title}</h2>}
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}

export function Figure({ label, children, note, mood }: { label: string; children: ComponentChildren; note?: ComponentChildren; mood?: string }) {
  return (
    <div class="figure">
      <dt>{label}</dt>
      <dd class={mood ?? ""}>{children}</dd>
      {note !== undefined && <dd class="note">{note}</dd>}
    </div>
  );
}

// A ratio in a coloured pill; it lights up for a moment when it changes.
export function Pill({ ratio }: { ratio: number | null | undefined }) {
  const element = useRef<HTMLSpanElement>(null);
  const before = useRef(ratio);
  useEffect(() => {
    if (before.current !== ratio && before.current !== undefined) {
      const risen = (ratio ?? 0) > (before.current ?? 0);
      element.current?.animate([{ boxShadow: `0 0 0 3px var(--${risen ? "up" : "down"}-glow)` }, { boxShadow: "0 0 0 0 transparent" }], 700);
    }
    before.current = ratio;
  }, [ratio]);
  return (
    <span ref={element} class={`pill ${tone(ratio)}`}>
      {percent(ratio)}
    </span>
  );
}

// The rate that counts now, and the one a trade was entered at.
export function RateCell({ rate, from }: { rate: number | null | undefined; from: number | null | undefined }) {
  return (
    <td class="number" data-label="Rate">
      {price(rate)}
      <small>from {price(from)}</small>
    </td>
  );
}

export function ProfitCell({ ratio, abs, decimals }: { ratio: number | null | undefined; abs: number | null | undefined; decimals: number }) {
  return (
    <td class="number profit" data-label="Profit">
      <Pill ratio={ratio} />
      <small class={tone(abs)}>{gain(abs, decimals)}</small>
    </td>
  );
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

export function Loading() {
  return (
    <div class="loading" role="status">
      <span class="hidden">Loading</span>
    </div>
  );
}

export function Segments<T extends string>({ label, options, value, choose }: {
  label: string;
  options: readonly (readonly [T, string])[];
  value: T;
  choose: (value: T) => void;
}) {
  return (
    <div class="segments" role="group" aria-label={label}>
      {options.map(([key, text]) => (
        <button key={key} type="button" aria-pressed={key === value} onClick={() => choose(key)}>
          {text}
        </button>
      ))}
    </div>
  );
}

export function PairName({ pair }: { pair: string }) {
  const [base, rest] = pair.split("/", 2);
  return (
    <span class="pair">
      <b>{base}</b>
      {rest !== undefined && <i>/{rest}</i>}
    </span>
  );
}
