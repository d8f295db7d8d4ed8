/** A first lesson that can be played as it is, by the paths of its files. @param name of its folder */
export function starterLesson(name: string): Readonly<Record<string, string>> {
  return {
    'lesson.yaml': lessonYaml(name),
    'files/pod.yaml': podYaml(false),
    'solution/pod.yaml': podYaml(true),
  };
}

function lessonYaml(name: string): string {
  return `# \`outrider schema lesson\` prints the JSON schema of this file; docs/lessons.md explains the kinds of checks.
title: A lesson about ${name}
pattern: sidecar
summary: One sentence, what one can do afterwards
minutes: 10
needs: [outrider/demo:0.1]         # images that it runs
files: files                       # the working folder begins with these
up:
  files: [pod.yaml]                # what is run
  # with: [haproxy]                # recipes
steps:
  - name: ready
    title: A pod that says when it is ready
    read: |
      Without a readiness probe a pod counts as ready as soon as its containers run.
    do: |
      Give the container of pod.yaml a readiness probe: GET /healthz on port 8080.
    checks:
      - name: probed
        says: The readiness probe has succeeded
        event: {type: ProbeSucceeded, pod: web, container: app, where: {probe: readiness}}
    hints:
      - A readiness probe stands beside the image and has \`httpGet\`.
    solution:
      files: solution              # written over the working folder
`;
}

function podYaml(isSolved: boolean): string {
  const probe = `
      readinessProbe:
        httpGet: {path: /healthz, port: 8080}
        periodSeconds: 1`;
  return `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: outrider/demo:0.1
      args: [server]
      ports:
        - {containerPort: 8080}${isSolved ? probe : ''}
`;
}
