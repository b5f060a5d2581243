using Concierge.Domain.Common;
using FluentValidation;
using FluentValidation.Results;
using MediatR;

namespace Concierge.Application.Pipeline;

/// <summary>Answers a request of the wrong shape before its handler sees it, with everything that is wrong at once.</summary>
internal sealed class ValidationBehavior<TRequest, TResponse>(IValidator<TRequest> validator) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IFailable<TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var outcome = validator.Validate(request);
        return outcome.IsValid
            ? next()
            : Task.FromResult(TResponse.Fail([.. outcome.Errors.Select(ToError)]));
    }

    private static Error ToError(ValidationFailure failure) =>
        new Error(failure.ErrorCode, failure.ErrorMessage, failure.CustomState as ErrorKind? ?? ErrorKind.Validation).At(failure.PropertyName);
}
