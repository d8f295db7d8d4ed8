import type { Story } from '../../support/scenario/story.ts';

/** What happened and when, in milliseconds since the first event: what no clock may change. Words may name times. */
export function timesOf(story: Story): readonly string[] {
  return story.events
    .map((event) => {
      const { type } = event;
      const of = 'container' in event ? `${event.container} ${'attempt' in event ? event.attempt : ''}` : '';
      const more = type === 'Log' ? event.line : '';
      return `${Math.round(story.at(event) * 1000)} ${type} ${of} ${more}`;
    })
    .sort();
}
