"Bills that members let the association collect: mandates, runs, what came of them."
