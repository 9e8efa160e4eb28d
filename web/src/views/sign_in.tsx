// The door: user and password of `api_server`.
import { useEffect, useRef, useState } from "preact/hooks";
import { hide } from "../ui/dialog";
import { signIn } from "../api/session";
import { Icon, Wave } from "../ui/icons";
import { theme, toggleTheme } from "../ui/theme";

export function SignIn() {
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  useEffect(() => {
    hide();
    document.title = "Sign in · Tremolo";
  }, []);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => {
      const value = data.get(name);
      return typeof value === "string" ? value : "";
    };
    setBusy(true);
    setFailure("");
    try {
      await signIn(text("user"), text("password"), data.has("lasting"));
    } catch (problem) {
      setFailure(problem instanceof Error ? problem.message : String(problem));
      setBusy(false);
      password.current?.select();
    }
  };

  return (
    <main class="door">
      <button
        type="button"
        class="ghost round corner"
        onClick={toggleTheme}
        aria-label={theme.value === "dark" ? "Light theme" : "Dark theme"}
      >
        <Icon name={theme.value === "dark" ? "sun" : "moon"} />
      </button>
      <form class="card" onSubmit={(event) => void submit(event)}>
        <div class="brand">
          <Wave />
          <h1>Tremolo</h1>
        </div>
        <p class="lead">Sign in to your bot at {location.host}</p>
        <label class="field">
          <span>User name</span>
          <input name="user" autocomplete="username" required autofocus spellcheck={false} autocapitalize="none" />
        </label>
        <label class="field">
          <span>Password</span>
          <input name="password" ref={password} type="password" autocomplete="current-password" required />
        </label>
        <label class="tick">
          <input name="lasting" type="checkbox" />
          <span>Stay signed in on this device</span>
        </label>
        <p class="failure" role="alert">
          {failure}
        </p>
        <button type="submit" class="primary" disabled={busy}>
          {busy ? "Signing in…" : "Sign in"}
        </button>
      </form>
    </main>
  );
}
