using Concierge.Domain.Conversations;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Concierge.Infrastructure.Conversations;

internal sealed class ConversationIdConverter() : ValueConverter<ConversationId, Guid>(id => id.Value, value => new ConversationId(value));
