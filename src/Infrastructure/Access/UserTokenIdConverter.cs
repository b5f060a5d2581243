using Concierge.Domain.Access;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Concierge.Infrastructure.Access;

internal sealed class UserTokenIdConverter() : ValueConverter<UserTokenId, Guid>(id => id.Value, value => new UserTokenId(value));
