using Concierge.Domain.Sms;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Concierge.Infrastructure.Sms;

internal sealed class SmsMessageIdConverter() : ValueConverter<SmsMessageId, Guid>(id => id.Value, value => new SmsMessageId(value));
