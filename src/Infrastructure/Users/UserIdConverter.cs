using Concierge.Domain.Users;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Concierge.Infrastructure.Users;

internal sealed class UserIdConverter() : ValueConverter<UserId, string>(id => id.Value, value => UserId.From(value));
