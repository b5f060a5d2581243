using Concierge.Domain.Access;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Concierge.Infrastructure.Access;

internal sealed class ServiceKeyIdConverter() : ValueConverter<ServiceKeyId, Guid>(id => id.Value, value => new ServiceKeyId(value));
