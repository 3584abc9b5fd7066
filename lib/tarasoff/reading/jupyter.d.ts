// What the reading page asks of JupyterLab 4 and Notebook 7, and no more.

export interface Signal<Sender, Change> {
  connect(slot: (sender: Sender, change: Change) => void): boolean;
}

export interface CodeCellClass {
  execute(cell: Cell, sessionContext: SessionContext): Promise<{ content: { status: string } } | undefined>;
}

export interface CellModel {
  readonly type: string;
  readonly id: string;
  readonly sharedModel: { getSource(): string };
  clearExecution?(): void;
}

export interface Cell {
  readonly model: CellModel;
  readonly node: HTMLElement;
  readonly ready: Promise<void>;
  readonly constructor: CodeCellClass;
}

export interface SessionContext {
  readonly ready: Promise<void>;
  readonly statusChanged: Signal<SessionContext, string>;
}

export interface NotebookModel {
  dirty: boolean;
  readonly cells: Iterable<CellModel>;
  readonly stateChanged: Signal<NotebookModel, unknown>;
  getMetadata(name: string): { page?: string } | undefined;
}

export interface Context {
  readonly path: string;
  readonly ready: Promise<void>;
  readonly model: NotebookModel;
}

export interface Panel {
  readonly node: HTMLElement;
  readonly toolbar: { readonly node: HTMLElement };
  readonly content: { readonly widgets: readonly Cell[]; notebookConfig: object };
  readonly sessionContext: SessionContext;
  readonly revealed: Promise<void>;
  addClass(name: string): void;
  fit(): void;
}

export interface App {
  readonly name: string;
  readonly commands: { execute(name: string, args: Record<string, unknown>): Promise<unknown> };
  readonly docRegistry: {
    addWidgetExtension(kind: string, extension: { createNew(panel: Panel, context: Context): void }): void;
  };
}
