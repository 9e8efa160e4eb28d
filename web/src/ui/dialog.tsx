// Modal dialogs on the browser's own <dialog>: it keeps the focus inside, closes on Escape and gives the focus back.
import { signal } from "@preact/signals";
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icons";

const shown = signal<VNode | null>(null);

export function show(dialog: VNode) {
  shown.value = dialog;
}

export function hide() {
  shown.value = null;
}

export function Dialogs() {
  return shown.value;
}

export function Dialog({ title, wide, children }: { title: string; wide?: boolean; children: ComponentChildren }) {
  const element = useRef<HTMLDialogElement>(null);
  const replaced = useRef(false); // by the next dialog, which the end of this one must not hide
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => {
      replaced.current = true;
      dialog?.close();
    };
  }, []);
  const clicked = (event: MouseEvent) => {
    if (event.target === element.current) hide(); // the space around it
  };
  return (
    <dialog ref={element} class={wide ? "wide" : ""} aria-label={title} onClose={() => replaced.current || hide()} onMouseDown={clicked}>
      <header>
        <h2>{title}</h2>
        <button type="button" class="ghost round" aria-label="Close" onClick={hide}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}

interface FormProps {
  title: string;
  action: string; // on the button
  danger?: boolean;
  children: ComponentChildren;
  submit: (fields: Fields) => Promise<boolean>; // true closes the dialog
}

// What was entered, by the names of the fields; blanks around it and empty fields are nothing.
export class Fields {
  constructor(private readonly data: FormData) {}
  text(name: string): string | undefined {
    const value = this.data.get(name);
    return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
  }
  number(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : Number(text);
  }
}

export function FormDialog({ title, action, danger, children, submit }: FormProps) {
  const [busy, setBusy] = useState(false);
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    const done = await submit(new Fields(new FormData(event.currentTarget as HTMLFormElement)));
    setBusy(false);
    if (done) hide();
  };
  return (
    <Dialog title={title}>
      <form onSubmit={(event) => void send(event)}>
        {children}
        <footer>
          <button type="button" class="quiet" onClick={hide}>
            Cancel
          </button>
          <button type="submit" class={danger ? "danger" : "primary"} disabled={busy}>
            {busy ? "Sending…" : action}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

export function Field({ label, hint, children }: { label: string; hint?: string; children: ComponentChildren }) {
  return (
    <label class="field">
      <span>{label}</span>
      {children}
      {hint && <small>{hint}</small>}
    </label>
  );
}

export function Choice({ label, name, options }: { label: string; name: string; options: [string, string][] }) {
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      <div>
        {options.map(([value, text], i) => (
          <label key={value}>
            <input type="radio" name={name} value={value} defaultChecked={i === 0} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
