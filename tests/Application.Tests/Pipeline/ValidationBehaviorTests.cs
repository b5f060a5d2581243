using Concierge.Application.Access;
using Concierge.Application.Messages;
using Concierge.Application.Orders;
using Concierge.Application.Pipeline;
using Concierge.Application.Preconditions;
using Concierge.Application.Users;
using Concierge.Domain.Access;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Application.Tests.Pipeline;

public sealed class ValidationBehaviorTests
{
    private static readonly string TooLong = new('x', 101);

    private static readonly ServiceCollection Services = [];

    static ValidationBehaviorTests() => Services.AddApplication();

    [Fact]
    public async Task Handle_WhenRequestIsValid_RunsHandler() =>
        Assert.Null(await ValidateAsync(new CreateOrder(null, new("2026-11-21T09:30:00Z", 1.5m, ["a"], null))));

    [Fact]
    public async Task Handle_WhenRequestHasNoValidator_RunsHandler()
    {
        var behavior = new ValidationBehavior<ReindexOrders, Result<ReindexReport>>();
        Result<ReindexReport> response = OrderErrors.WindowChanged;

        Assert.Same(response, await behavior.Handle(new(), TestContext.Current.CancellationToken, () => Task.FromResult(response)));
    }

    [Fact]
    public async Task Handle_WhenOrderIsMalformed_ReturnsEveryErrorInOrder() =>
        Assert.Equal(
            [
                "/id id_invalid",
                "/datetime datetime_offset_required",
                "/totalfee too_many_decimals",
                "/services/0/id id_invalid",
                "/services/2/id required",
            ],
            await ValidateAsync(new CreateOrder("-", new("2026-11-21T09:30:00", 1.005m, ["a b", "a", null], null))));

    [Fact]
    public async Task Handle_WhenOrderIsEmpty_RequiresItsMembers() =>
        Assert.Equal(
            ["/datetime required", "/totalfee required", "/services required"],
            await ValidateAsync(new UpdateOrder("1", new(null, null, null, null), Precondition.None)));

    [Theory]
    [InlineData(0, "/services too_few")]
    [InlineData(51, "/services too_many")]
    public async Task Handle_WhenNumberOfServicesIsWrong_ReturnsOneError(int count, string error) =>
        Assert.Equal(
            [error], await ValidateAsync(new CreateOrder(null, new("2026-11-21T09:30:00Z", 0, [.. Enumerable.Repeat("-", count)], null))));

    [Theory]
    [InlineData("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", "/to range_invalid")]
    [InlineData("2026-01-01T00:00:00Z", "2026-02-02T00:00:00.001Z", "/to range_too_long")]
    [InlineData("2026-01-01T00:00:00Z", "tomorrow", "/to datetime_invalid")]
    [InlineData(null, "2026-01-01T00:00:00Z", "/from required")]
    public async Task Handle_WhenRangeIsInvalid_ReturnsOneError(string? from, string? to, string error) =>
        Assert.Equal([error], await ValidateAsync(new GetAvailability(from, to, ["a"])));

    [Fact]
    public async Task Handle_WhenServiceInQueryIsInvalid_PointsToParameter() =>
        Assert.Equal(
            ["/service_id id_invalid", "/service_id id_invalid"],
            await ValidateAsync(new GetAvailability("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", ["-", "a", "+"])));

    [Fact]
    public async Task Handle_WhenMetadataIsInvalid_PointsToValues() =>
        Assert.Equal(
            ["/name blank", "/metadata key_invalid", "/metadata/a~1b.c required"],
            await ValidateAsync(new CreateUser(null, " ", new Dictionary<string, string?> { [""] = "", ["a/b.c"] = null, ["ok"] = "" })));

    [Fact]
    public async Task Handle_WhenTextIsTooLong_ReturnsTooLong()
    {
        Assert.Equal(["/name too_long"], await ValidateAsync(new CreateUser(null, TooLong, null)));
        Assert.Null(await ValidateAsync(new CreateUser(null, $" {TooLong[1..]} ", null)));
        Assert.Equal(["/body too_long"], await ValidateAsync(new SendMessage("a", "b", new string('x', 4000) + " ")));
    }

    [Fact]
    public async Task Handle_WhenWireNameDiffersFromProperty_PointsToWireName()
    {
        Assert.Equal(
            ["/id id_invalid", "/expires_in out_of_range", "/scopes/0 user_scope_unknown"],
            await ValidateAsync(new MintUserToken("-", 59, ["sms"])));
        Assert.Equal(
            ["/limit out_of_range", "/q too_long", "/q text_invalid"], await ValidateAsync(new ListUsers(TooLong + '\0', 0, null)));
        Assert.Equal(["/order order_invalid", "/limit out_of_range"], await ValidateAsync(new ListMessages(new("up", false, 201, null))));
        Assert.Equal(["/id id_invalid", "/user_id id_invalid"], await ValidateAsync(new LikeMessage("1", "-")));
    }

    [Fact]
    public async Task Handle_WhenScopesAreInvalid_PointsToEachScope()
    {
        Assert.Equal(["/scopes required"], await ValidateAsync(new CreateServiceKey("Desk", [], null)));
        Assert.Equal(
            ["/scopes/0 scope_unknown", "/scopes/2 scope_unknown"],
            await ValidateAsync(new CreateServiceKey("Desk", [null, "users", "root"], null)));
    }

    [Fact]
    public void Validators_Always_AreSingletons() =>
        Assert.All(
            Services.Where(service => service.ServiceType.Name == typeof(IValidator<>).Name),
            service => Assert.Equal(ServiceLifetime.Singleton, service.Lifetime));

    /// <summary>Gets the errors as pointer and code, or null if the handler ran.</summary>
    private static async Task<IEnumerable<string>?> ValidateAsync<T>(IRequest<Result<T>> request) where T : notnull
    {
        var contract = typeof(IValidator<>).MakeGenericType(request.GetType());
        var type = Services.Single(service => service.ServiceType == contract).ImplementationType!;
        object[] settings = type == typeof(MintUserTokenValidator) ? [new UserTokenSettings(UserTokenLifetime.Longest)] : [];
        var behavior = typeof(ValidationBehavior<,>).MakeGenericType(request.GetType(), typeof(Result<T>));
        var ran = false;
        RequestHandlerDelegate<Result<T>> next = () =>
        {
            ran = true;
            return Task.FromResult<Result<T>>(OrderErrors.WindowChanged);
        };
        var response = (Task<Result<T>>)behavior.GetMethod("Handle")!.Invoke(
            Activator.CreateInstance(behavior, Activator.CreateInstance(type, settings)), [request, CancellationToken.None, next])!;
        var errors = (await response).Errors.Select(error => $"{error.Pointer} {error.Code}");
        return ran ? null : errors;
    }
}
