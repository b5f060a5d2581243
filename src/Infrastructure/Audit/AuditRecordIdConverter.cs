using Concierge.Domain.Audit;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Concierge.Infrastructure.Audit;

internal sealed class AuditRecordIdConverter()
    : ValueConverter<AuditRecordId, Guid>(id => id.Value, value => new AuditRecordId(value));
