using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using OpenAI.Chat;
using OrleansAgents.Grains.Model;

namespace OrleansAgents.Connectors.Model;

/// <summary>Registers the language model.</summary>
public static class ModelServices
{
    /// <summary>What is sent as the key where none is asked for: the client insists on one.</summary>
    private const string NoKey = "none";

    /// <summary>Adds the model of the settings, if they name one. Its options are registered by the caller, who knows where settings come from.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">The settings, checked.</param>
    public static IServiceCollection AddTurnModel(this IServiceCollection services, ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        if (!options.IsOn)
        {
            return services;
        }

        services.AddSingleton<IChatClient>(_ => Connect(options));
        services.AddSingleton<ITurnModel, TurnModel>();
        return services;
    }

    /// <summary>
    /// Retries are not the client's: a turn has no time for them, and an endpoint that says "later" is left alone by the gate. Redirects are not followed, since they would take the key along.
    /// </summary>
    private static OpenAIChatClient Connect(ModelOptions options)
    {
        SocketsHttpHandler connections = new() { AllowAutoRedirect = false, ConnectTimeout = options.FirstWordsTimeout, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        HttpClient http = new(new BoundedResponses(connections, options.ResponseBytes)) { Timeout = Timeout.InfiniteTimeSpan };
        OpenAIClientOptions client = new()
        {
            Endpoint = new Uri(options.Endpoint),
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = options.CallTimeout + options.CallTimeout,
        };
        return new OpenAIChatClient(new ChatClient(options.Name, new ApiKeyCredential(options.ApiKey.Length == 0 ? NoKey : options.ApiKey), client));
    }
}
