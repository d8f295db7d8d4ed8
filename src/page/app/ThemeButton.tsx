import { useState } from 'react';

type Theme = 'light' | 'dark';

/** Begins with what the system asks for. */
export function ThemeButton() {
  const [theme, setTheme] = useState<Theme>(() =>
    matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
  );
  const other = theme === 'dark' ? 'light' : 'dark';
  const change = (): void => {
    document.documentElement.dataset['theme'] = other;
    setTheme(other);
  };
  return (
    <button type="button" onClick={change}>
      {other === 'dark' ? 'Dark' : 'Light'}
    </button>
  );
}
