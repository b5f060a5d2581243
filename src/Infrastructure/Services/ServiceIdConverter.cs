using Concierge.Domain.Services;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Concierge.Infrastructure.Services;

internal sealed class ServiceIdConverter() : ValueConverter<ServiceId, string>(id => id.Value, value => ServiceId.From(value));
