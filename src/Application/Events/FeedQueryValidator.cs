using Concierge.Application.Validation;
using FluentValidation;

namespace Concierge.Application.Events;

internal sealed class FeedQueryValidator : AbstractValidator<FeedQuery>
{
    public FeedQueryValidator() => RuleFor(feed => feed.UserId).CallerId();
}
