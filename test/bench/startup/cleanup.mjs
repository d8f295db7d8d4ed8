/** Removes everything that carries the label of this measurement, whichever way made it and however far it came. */
export async function removeAll(docker, project) {
  const filters = { label: [`dev.outrider.project=${project}`] };
  const containers = await docker.listContainers({ all: true, filters });
  await Promise.all(
    containers.map(({ Id }) => gone(docker.getContainer(Id).remove({ force: true, v: true }))),
  );
  const networks = await docker.listNetworks({ filters });
  await Promise.all(networks.map(({ Id }) => gone(docker.getNetwork(Id).remove())));
}

/** 404: somebody else was faster; 409: and is at it. */
async function gone(removal) {
  try {
    await removal;
  } catch (error) {
    if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
  }
}
