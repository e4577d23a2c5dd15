import { type OutputTable, plain, texts } from "./table.ts";

/** An address whose scheme can be seen, so that credentials find their place in it. */
const srv = (ref: (path: string) => string, path: string) => `mongodb+srv://${ref(path)}`;

/** Outputs of MongoDB Atlas resources. https://www.pulumi.com/registry/packages/mongodbatlas/api-docs/ */
export const ATLAS: OutputTable = {
  resources: {
    "mongodbatlas:index/advancedCluster:AdvancedCluster": {
      outputs: ({ ref }) => ({
        clusterId: ref("clusterId"),
        connectionStrings: {
          standard: ref("connectionStrings.standard"),
          standardSrv: srv(ref, "connectionStrings.standardSrv"),
        },
      }),
    },
    "mongodbatlas:index/alertConfiguration:AlertConfiguration": { outputs: texts("alertConfigurationId") },
    "mongodbatlas:index/cloudBackupSchedule:CloudBackupSchedule": plain,
    "mongodbatlas:index/cloudProviderAccessAuthorization:CloudProviderAccessAuthorization": plain,
    "mongodbatlas:index/cloudProviderAccessSetup:CloudProviderAccessSetup": {
      outputs: ({ ref }) => ({
        roleId: ref("roleId"),
        awsConfigs: [
          {
            atlasAwsAccountArn: ref("awsConfigs[0].atlasAwsAccountArn"),
            atlasAssumedRoleExternalId: ref("awsConfigs[0].atlasAssumedRoleExternalId"),
          },
        ],
      }),
    },
    "mongodbatlas:index/databaseUser:DatabaseUser": { secret: ["password"] },
    "mongodbatlas:index/encryptionAtRest:EncryptionAtRest": plain,
    "mongodbatlas:index/privateLinkEndpoint:PrivateLinkEndpoint": { outputs: texts("endpointServiceName", "privateLinkId") },
    "mongodbatlas:index/privateLinkEndpointService:PrivateLinkEndpointService": plain,
    "mongodbatlas:index/project:Project": plain,
    "mongodbatlas:index/projectIpAccessList:ProjectIpAccessList": plain,
  },
  lookups: {
    "mongodbatlas:index/getAdvancedCluster:getAdvancedCluster": ({ args, ref }) => ({
      name: args.name,
      projectId: args.projectId,
      connectionStrings: {
        standardSrv: srv(ref, "connectionStrings.standardSrv"),
        privateEndpoints: [
          {
            srvConnectionString: srv(ref, "connectionStrings.privateEndpoints[0].srvConnectionString"),
            srvShardOptimizedConnectionString: srv(
              ref,
              "connectionStrings.privateEndpoints[0].srvShardOptimizedConnectionString",
            ),
          },
        ],
      },
    }),
  },
};
