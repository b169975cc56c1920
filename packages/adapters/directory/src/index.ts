/** Parley's content store in a directory of files. */
export { contentDirectory, type ContentDirectoryOptions } from "./content-directory.ts"
export { ContentDirectoryInUse, ContentDirectoryUnusable, type DirectoryFailure } from "./directory-lock.ts"
