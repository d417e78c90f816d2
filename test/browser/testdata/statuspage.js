// Reads a page by the client of another page's API, and writes what it has read.
const { StatusPageClient, maintenances } = require('@aero/statuspage')

const ask = (what) => what(new StatusPageClient(process.argv[2])) // a new one each: it keeps its last path

Promise.all([
  ask((page) => page.summary()), ask((page) => page.status()), ask((page) => page.components()), ask((page) => page.incidents()),
  ask((page) => page.incidents(true)), ask((page) => page.maintenances(maintenances.ALL)), ask((page) => page.maintenances(maintenances.ACTIVE)),
  ask((page) => page.maintenances(maintenances.UPCOMING))
]).then(([summary, status, components, incidents, unresolved, all, active, upcoming]) => {
  console.log(JSON.stringify({ summary, status, components, incidents, unresolved, all, active, upcoming }))
})
