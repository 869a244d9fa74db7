using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrleansAgents.Storage;

/// <summary>How a host gets an event log, whatever keeps it.</summary>
internal static class EventLogRegistration
{
    /// <typeparam name="TKeeper">What keeps the log: opens when the host starts and closes when it has stopped.</typeparam>
    /// <typeparam name="TLog">The log on it.</typeparam>
    /// <typeparam name="TIdempotency">The idempotency keys on it.</typeparam>
    public static IServiceCollection AddEventLog<TKeeper, TLog, TIdempotency>(this IServiceCollection services, Func<IServiceProvider, TKeeper> make)
        where TKeeper : class, IHostedService
        where TLog : class, IEventLog
        where TIdempotency : class, IIdempotencyStore
    {
        if (services.Any(static service => service.ServiceType == typeof(TKeeper)))
        {
            // A gateway that hosts a silo may say it in both places; it is one log.
            return services;
        }

        services.AddSingleton(make);
        services.AddHostedService(static provider => provider.GetRequiredService<TKeeper>());
        services.AddSingleton<IEventLog, TLog>();
        services.AddSingleton<IIdempotencyStore, TIdempotency>();
        return services;
    }
}
