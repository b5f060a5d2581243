using System.Text.Json;
using AutoMapper;
using AutoMapper.Internal;
using Concierge.Application.Authorization;
using Concierge.Application.Events;
using Concierge.Application.Orders;
using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Application;

public static class DependencyInjection
{
    /// <summary>Default of the AutoMapper versions that fix https://github.com/advisories/GHSA-rvv3-g6hj-g44x.</summary>
    private const int MaxMapDepth = 64;

    /// <summary>Registers the use cases with their validators, the pipeline, and the maps to the responses.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        var assembly = typeof(DependencyInjection).Assembly;

        services.AddTransient<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddTransient<IMediator, Mediator>();
        foreach (var handler in assembly.GetTypes().Where(type => !type.IsAbstract))
        {
            foreach (var contract in handler.GetInterfaces().Where(IsHandler))
            {
                services.AddTransient(contract, handler);
            }
        }

        // A request passes the behaviors in this order.
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(TelemetryBehavior<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(TransientFailureBehavior<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(ActingUserBehavior<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(BackendOnlyBehavior<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(EventWakeUpBehavior<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(ConcurrentChangeBehavior<,>));

        // Errors point to members by their names on the wire. A rule reports its first error only.
        ValidatorOptions.Global.PropertyNameResolver = (_, member, _) => JsonNamingPolicy.SnakeCaseLower.ConvertName(member?.Name ?? "");
        ValidatorOptions.Global.DefaultRuleLevelCascadeMode = CascadeMode.Stop;
        services.AddValidatorsFromAssembly(assembly, ServiceLifetime.Singleton, includeInternalTypes: true);

        services.AddSingleton<UseCaseTelemetry>();
        services.AddScoped<Booking>();
        services.AddScoped<FreeTimeSearch>();
        services.AddScoped<Ordering>();
        services.AddSingleton<TimeOrderedUuidGenerator>();
        services.AddSingleton<IConfigurationProvider>(_ => new MapperConfiguration(maps =>
        {
            maps.AddMaps(assembly);
            maps.Internal().ForAllMaps((_, map) => map.MaxDepth(MaxMapDepth));
        }));
        services.AddSingleton<IMapper>(provider => provider.GetRequiredService<IConfigurationProvider>().CreateMapper());
        return services;
    }

    private static bool IsHandler(Type contract) =>
        contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequestHandler<,>);
}
