/** The tables of read models: a migration of its own. */

/**
 * A model has one number, so that its documents and places carry no names. One that is dropped is out of sight at once; its
 * documents go page by page. Documents change often: their pages keep room for that.
 */
export const READ_MODELS = `
CREATE TABLE parley.read_models (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  centre text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  position bigint NOT NULL,
  at bigint NOT NULL,
  dropped boolean NOT NULL DEFAULT false
) WITH (fillfactor = 20);
CREATE UNIQUE INDEX read_models_by_name ON parley.read_models (centre, name, version) WHERE NOT dropped;
CREATE INDEX read_models_dropped ON parley.read_models (centre) WHERE dropped;

CREATE TABLE parley.read_documents (
  model bigint NOT NULL,
  key text COLLATE "C" NOT NULL,
  document json NOT NULL,
  PRIMARY KEY (model, key)
) WITH (fillfactor = 80);

CREATE TABLE parley.read_places (
  model bigint NOT NULL,
  list text COLLATE "C" NOT NULL,
  sort bigint NOT NULL,
  key text COLLATE "C" NOT NULL,
  PRIMARY KEY (model, list, sort)
);
`
