import { playLesson } from './support/play-lesson.ts';

playLesson('mutual-tls');
playLesson('rotating-secret');
playLesson('which-rule');
