// The types of Grafana for a dashboard that is written as JSON: each panel has the options and the fields of its plugin.
// `Json` gives an enum of strings the type of its strings, because JSON cannot name the members of an enum.
import type { AnnotationQuery, Dashboard, FieldConfig, FieldConfigSource, Panel, RowPanel } from "@grafana/schema";
import type { Spec } from "@grafana/schema/apis/dashboard.grafana.app/v2";
import type * as BarGauge from "@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen";
import type * as HeatMap from "@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen";
import type * as Stat from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import type * as States from "@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen";
import type * as Table from "@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen";
import type * as Lines from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";

type Json<T> = 0 extends 1 & T
  ? T
  : T extends string
    ? `${T}`
    : T extends number | boolean | null | undefined
      ? T
      : T extends Array<infer Item>
        ? Array<Json<Item>>
        : T extends object
          ? { [Key in keyof T]: Json<T[Key]> }
          : T;

type Nothing = Record<string, never>;

type Fields<Custom> = Omit<Json<FieldConfigSource>, "defaults"> & {
  defaults: Omit<Json<FieldConfig>, "custom"> & { custom: Json<Custom> };
};

type Drawn<Type, Options, Custom> = Omit<Json<Panel>, "type" | "options" | "fieldConfig"> & {
  type: Type;
  options: Json<Options>;
  fieldConfig: Fields<Custom>;
};

type AnyPanel =
  | Drawn<"bargauge", BarGauge.Options, Nothing>
  | Drawn<"heatmap", HeatMap.Options, HeatMap.FieldConfig>
  | Drawn<"stat", Stat.Options, Nothing>
  | Drawn<"state-timeline", States.Options, States.FieldConfig>
  | Drawn<"table", Table.Options, Table.FieldConfig>
  | Drawn<"timeseries", Lines.Options, Lines.FieldConfig>;

type AnyRow = Omit<Json<RowPanel>, "panels"> & { panels: AnyPanel[] };

// A query of Grafana has a target, and a query of the data source for Prometheus has an expression.
type Annotation = Omit<Json<AnnotationQuery>, "target"> & {
  target?: { type: "tags"; tags: string[]; matchAny: boolean; limit: number };
  expr?: string;
  titleFormat?: string;
  textFormat?: string;
};

export type Classic = Omit<Json<Dashboard>, "annotations" | "panels"> & {
  annotations: { list: Annotation[] };
  panels: Array<AnyPanel | AnyRow>;
};

export interface V2 {
  apiVersion: "dashboard.grafana.app/v2";
  kind: "Dashboard";
  metadata: { name: string; annotations?: Record<string, string> };
  spec: Json<Spec>;
}
