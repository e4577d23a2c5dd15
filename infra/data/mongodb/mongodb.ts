import { AdvancedCluster, type AdvancedClusterArgs } from "@pulumi/mongodbatlas/advancedCluster.js";
import { AlertConfiguration, type AlertConfigurationArgs } from "@pulumi/mongodbatlas/alertConfiguration.js";
import { CloudBackupSchedule, type CloudBackupScheduleArgs } from "@pulumi/mongodbatlas/cloudBackupSchedule.js";
import { DatabaseUser, type DatabaseUserArgs } from "@pulumi/mongodbatlas/databaseUser.js";
import { getAdvancedClusterOutput } from "@pulumi/mongodbatlas/getAdvancedCluster.js";
import { Project, type ProjectArgs } from "@pulumi/mongodbatlas/project.js";
import { ProjectIpAccessList, type ProjectIpAccessListArgs } from "@pulumi/mongodbatlas/projectIpAccessList.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword, type RandomPasswordArgs } from "@pulumi/random";
import { Component, type Transforms } from "../../core/component.ts";
import { type Context, stackResourceName } from "../../core/context.ts";
import type { Tags } from "../../core/tags.ts";
import { alerts } from "./alerts.ts";
import { backupSchedule, clusterSpec, type DedicatedConfig, leftToAtlas, type MongoDbConfig } from "./cluster.ts";
import { AtlasEncryption, type AtlasEncryptionArgs } from "./encryption.ts";
import { AtlasPrivateLink, type AtlasPrivateLinkArgs } from "./privateLink.ts";

export interface MongoDbArgs {
  readonly context: Context;
  /** Topology, tier and protections, as the configuration has them. */
  readonly config: MongoDbConfig;
  readonly tags: Tags;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string>[];
  /** Addresses from which the cluster's pods reach the internet, for topologies without PrivateLink. */
  readonly natAddresses: readonly pulumi.Input<string>[];
  /** A new value makes a new password. @default the first password stays */
  readonly rotation?: string | undefined;
  /** Who is told when the database is in trouble. */
  readonly alertEmail: string;
  /** Whether Atlas and Pulumi refuse to delete it. */
  readonly protect: boolean;
  readonly transform?: Transforms<MongoDbChildren> & {
    readonly encryption?: AtlasEncryptionArgs["transform"];
    readonly privateLink?: AtlasPrivateLinkArgs["transform"];
  };
}

export interface MongoDbChildren {
  project: ProjectArgs;
  cluster: AdvancedClusterArgs;
  password: RandomPasswordArgs;
  user: DatabaseUserArgs;
  address: ProjectIpAccessListArgs;
  schedule: CloudBackupScheduleArgs;
  alert: AlertConfigurationArgs;
}

interface Access {
  readonly address: pulumi.Output<string>;
  readonly privateLink: AtlasPrivateLink | undefined;
}

/** Where MongoDB listens, for clients that reach it over the internet. */
export const MONGODB_PORT = 27017;

/** The database and its one user. */
export const DATABASE = "monitor";
const USER = "monitor-api";

/**
 * A MongoDB Atlas project with one cluster, reached privately where its topology allows, and one user that reads and writes one
 * database. https://www.mongodb.com/docs/atlas/
 */
export class MongoDb extends Component<MongoDbChildren> {
  /** Address of the cluster without credentials: `mongodb+srv://…`. */
  readonly address: pulumi.Output<string>;
  /** Connection string with credentials; secret. */
  readonly uri: pulumi.Output<string>;
  /** The private way to the cluster, where its topology has one; else it is reached over the internet. */
  readonly privateLink: AtlasPrivateLink | undefined;

  constructor(name: string, args: MongoDbArgs, opts?: pulumi.ComponentResourceOptions) {
    super("data:MongoDb", name, args, opts);
    const { config, context } = args;
    const project = new Project(
      `${name}-project`,
      { name: stackResourceName(context), orgId: config.organization, tags: { ...args.tags }, withDefaultAlertsSettings: true },
      this.child("project", { protect: args.protect }),
    );
    const waitFor = config.topology === "flex" ? [] : this.createEncryption(name, args, config, project);
    const cluster = new AdvancedCluster(
      `${name}-cluster`,
      {
        projectId: project.id,
        name: stackResourceName(context),
        ...clusterSpec(config, context.region),
        terminationProtectionEnabled: args.protect,
        tags: { ...args.tags },
      },
      this.child("cluster", { protect: args.protect, dependsOn: waitFor, ignoreChanges: leftToAtlas(config) }),
    );
    if (config.topology !== "flex") {
      new CloudBackupSchedule(
        `${name}-backups`,
        { projectId: project.id, clusterName: cluster.name, ...backupSchedule(config) },
        this.child("schedule"),
      );
    }
    for (const { key, ...alert } of alerts(config.topology)) {
      new AlertConfiguration(
        `${name}-${key}`,
        {
          projectId: project.id,
          enabled: true,
          ...alert,
          notifications: [{ typeName: "EMAIL", emailAddress: args.alertEmail, delayMin: 0, intervalMin: 60 }],
        },
        this.child("alert"),
      );
    }
    const { address, privateLink } = this.createAccess(name, args, project, cluster);
    this.address = address;
    this.privateLink = privateLink;
    this.uri = this.createUser(name, args, project, cluster);
    this.registerOutputs({ address: this.address });
  }

  private createEncryption(name: string, args: MongoDbArgs, config: DedicatedConfig, project: Project): pulumi.Resource[] {
    if (config.encryption === "atlas-key") return [];
    const { context, protect, transform } = args;
    const encryption = new AtlasEncryption(
      `${name}-encryption`,
      { context, projectId: project.id, protect, ...(transform?.encryption && { transform: transform.encryption }) },
      { parent: this },
    );
    return [encryption.ready];
  }

  /** Opens the one way in that the topology has, and says where it leads. */
  private createAccess(name: string, args: MongoDbArgs, project: Project, cluster: AdvancedCluster): Access {
    const { config, context, vpcId, subnetIds, transform } = args;
    if (config.topology === "flex" || config.access === "nat-addresses") {
      args.natAddresses.forEach((address, index) => {
        new ProjectIpAccessList(
          `${name}-nat-${index}`,
          { projectId: project.id, ipAddress: address, comment: `NAT gateway of ${stackResourceName(context)}` },
          this.child("address"),
        );
      });
      return { address: cluster.connectionStrings.standardSrv, privateLink: undefined };
    }
    const link = new AtlasPrivateLink(
      `${name}-link`,
      {
        ...{ region: context.region, projectId: project.id, vpcId, subnetIds },
        ...(transform?.privateLink && { transform: transform.privateLink }),
      },
      { parent: this },
    );
    // The cluster's own outputs date from before the endpoint was connected; a lookup afterwards knows its address.
    const connected = getAdvancedClusterOutput(
      { projectId: project.id, name: cluster.name },
      { parent: this, dependsOn: [link.connection] },
    );
    const address = connected.connectionStrings.privateEndpoints.apply(([endpoint]) => {
      if (!endpoint) throw new Error("Atlas lists no private endpoint for the cluster yet; run the update again once it does");
      return config.topology === "sharded" ? endpoint.srvShardOptimizedConnectionString : endpoint.srvConnectionString;
    });
    return { address, privateLink: link };
  }

  private createUser(name: string, { rotation }: MongoDbArgs, project: Project, cluster: AdvancedCluster): pulumi.Output<string> {
    const password = new RandomPassword(
      `${name}-password`,
      { length: 48, special: false, ...(rotation !== undefined && { keepers: { rotation } }) },
      this.child("password"),
    );
    new DatabaseUser(
      `${name}-user`,
      {
        projectId: project.id,
        username: USER,
        password: password.result,
        authDatabaseName: "admin",
        roles: [{ roleName: "readWrite", databaseName: DATABASE }],
        scopes: [{ name: cluster.name, type: "CLUSTER" }],
      },
      this.child("user"),
    );
    return pulumi.secret(
      pulumi
        .all([this.address, password.result])
        .apply(
          ([address, secret]) => `${address.replace("://", `://${USER}:${secret}@`)}/${DATABASE}?retryWrites=true&w=majority`,
        ),
    );
  }
}
