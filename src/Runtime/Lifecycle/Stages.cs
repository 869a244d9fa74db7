namespace Orleans
{
    /// <summary>Stages of a silo's and a client's lifecycle.</summary>
    public static class ServiceLifecycleStage
    {
        public const int First = int.MinValue;
        public const int RuntimeInitialize = 2000;
        public const int RuntimeServices = 4000;
        public const int RuntimeStorageServices = 6000;
        public const int RuntimeGrainServices = 8000;
        public const int AfterRuntimeGrainServices = 8100;
        public const int ApplicationServices = 10000;
        public const int ValidateInitialConnectivity = Active - 100;
        public const int GrainDirectoryShutdown = GrainDeactivation - 1;
        public const int GrainDeactivation = BecomeActive - 1;

        /// <summary>The silo joins: calls reach it from here on.</summary>
        public const int BecomeActive = Active - 1;

        /// <summary>The silo serves calls; start-up tasks run here.</summary>
        public const int Active = 20000;
        public const int Last = int.MaxValue;
    }
}

namespace Orleans.Runtime
{
    /// <summary>Stages of an activation's lifecycle.</summary>
    public static class GrainLifecycleStage
    {
        public const int First = int.MinValue;

        /// <summary>Persistent state is read.</summary>
        public const int SetupState = 1000;

        /// <summary>OnActivateAsync runs between this stage's predecessors and the first call; OnDeactivateAsync when it stops.</summary>
        public const int Activate = 2000;
        public const int Last = int.MaxValue;
    }
}
