/**
 * Further chunks of content, a row each; the first lies in the item itself. Those that no item came to have are found by
 * the age of the first of them. Sealed content does not compress.
 */
export const CONTENT_CHUNKS = `
CREATE TABLE parley.content_chunks (
  centre text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  n integer NOT NULL,
  sealed bytea NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (centre, id, n)
);
ALTER TABLE parley.content_chunks ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE INDEX content_chunks_by_age ON parley.content_chunks (centre, at) WHERE n = 1;
`
