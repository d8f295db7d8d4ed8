import { expect, it } from '@jest/globals';
import { foldEvents } from '../../../../src/events/view.ts';
import { createKeymap } from '../../../../src/ui/input/keymap.ts';
import { selectStep, waitingStep } from '../../../../src/ui/view/select-step.ts';
import { createTheme } from '../../../../src/ui/view/theme.ts';
import { created, one, story } from '../../events/story.ts';

const { keymap } = createKeymap();
const theme = createTheme({ colors: false, ascii: true });
const asks = (container: string, action: 'start' | 'stop' = 'start') =>
  ({
    type: 'StepWaiting',
    action,
    container,
    message: `${action} app container ${container}: it is the first`,
  }) as const;
const { events } = story('shop')
  .tell('web', created(one('app')))
  .at(100)
  .tell('db', created(one('db')), asks('db', 'stop'))
  .at(200)
  .tell('web', asks('app'));
const view = foldEvents(events);

it('the step that has waited longest is next, unless the selected pod has one', () => {
  expect(waitingStep(view, undefined)).toEqual({ pod: 'db', action: 'stop', container: 'db' });
  expect(waitingStep(view, 'web')).toEqual({ pod: 'web', action: 'start', container: 'app' });
});

it('the row says what comes next, in which pod, and by which key', () => {
  const row = (readOnly: boolean) => selectStep(view, 'db', keymap, readOnly, theme, 100).join('').trimEnd();
  expect(row(false)).toBe('Next in db: stop app container db: it is the first (. lets it happen)');
  expect(row(true)).toBe('Next in db: stop app container db: it is the first');
});
