import { describe, expect, it } from 'vitest';
import { parseExperimentFile } from './experiment-file';
import { describeTemplate, fitTemplate, TEMPLATE_NAME, templateName, withDescription } from './template';

const FILE = `# Bug race
# The first to pass wins;
# the others are stopped.
#
# A note for who reads on.
name: race
task: Mend it. # quickly
variants:
  - { id: a, agent: demo } # kept
  - { id: b, agent: mine }
  - { id: c, agent: demo }
agents: { mine: { command: [x] } }
summarize: { agent: demo }
stages:
  - { name: next, variants: [{ id: d, agent: demo }] }
`;

describe('describeTemplate', () => {
  it('reads title and description from the first comment', () => {
    expect(describeTemplate(FILE, 'race')).toEqual({
      title: 'Bug race',
      description: 'The first to pass wins; the others are stopped.',
    });
  });

  it('lets name and task speak where there is no comment', () => {
    expect(describeTemplate('name: race\ntask: |\n  Mend it.\n', 'x')).toEqual({
      title: 'race',
      description: 'Mend it.',
    });
    expect(describeTemplate('task: Mend it.', 'x').title).toBe('x');
  });

  it.each(['', '#', '\u0000', '# only a title', '{', 'a: [', '#\n#\n'])('takes whatever is in a file: %j', (text) => {
    expect(describeTemplate(text, 'x').title.length).toBeGreaterThan(0);
  });
});

describe('withDescription', () => {
  it('puts another comment in front and keeps the rest', () => {
    const text = withDescription(FILE, { title: 'Mine', description: 'One.\n\nTwo.' });
    expect(text).toBe(`# Mine\n# One.\n# Two.\n${FILE.slice(FILE.indexOf('name:'))}`);
    expect(describeTemplate(text, 'x')).toEqual({ title: 'Mine', description: 'One. Two.' });
  });

  it('can not be led out of the comment', () => {
    const text = withDescription('task: x\nvariants: [{ id: a, agent: demo }]\n', {
      title: 'a\nproject: /etc',
      description: 'b\rproject: /etc',
    });
    const parsed = parseExperimentFile(text);
    expect(parsed).toMatchObject({ ok: true, spec: { project: '.' } });
  });

  it('leaves JSON a file that is read', () => {
    const json = '{ "task": "x", "variants": [{ "id": "a", "agent": "demo" }] }';
    expect(parseExperimentFile(withDescription(json, { title: 't', description: '' }))).toMatchObject({ ok: true });
  });
});

describe('templateName', () => {
  it.each([
    ['Fast & small!', 'fast-small'],
    ['  Déjà vu ', 'de-ja-vu'],
    ['../../etc/passwd', 'etc-passwd'],
    ['!!!', ''],
    ['x'.repeat(80), 'x'.repeat(60)],
  ])('makes of %j the name %j', (title, name) => {
    expect(templateName(title)).toBe(name);
    expect(name === '' || TEMPLATE_NAME.test(name)).toBe(true);
  });
});

describe('fitTemplate', () => {
  it('moves it to a project and gives its tasks the agents that are there, in turn', () => {
    const text = fitTemplate(FILE, { project: '/home/me/shop', agents: ['claude', 'codex'] });
    const parsed = parseExperimentFile(text);
    expect(parsed).toMatchObject({ ok: true, spec: { project: '/home/me/shop' } });
    const agents = parsed.ok ? parsed.spec.variants.map(({ id, agent }) => `${id} ${agent}`) : [];
    expect(agents).toEqual(['a claude', 'b mine', 'c codex', 'd claude', 'summary claude']);
    expect(text).toContain('# kept');
  });

  it('leaves it as it is where no project is given', () => {
    expect(fitTemplate(FILE, { project: null, agents: ['claude'] })).toBe(FILE);
  });
});
