/** Imports a module of the page. */
export const web = (name) => import(new URL(`../../../src/main/resources/web/${name}`, import.meta.url));
