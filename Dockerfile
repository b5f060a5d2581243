# The image of Concierge. The framework comes from the base image, so an update of the program is one layer of 11 MB. A self-contained
# program would contain the same framework, and it cannot be trimmed, because EF Core, MediatR and AutoMapper read types at run time.
#
# If there is a nuget.config beside this file, packages come from its sources; otherwise from NuGet's default.
#
# The base has no shell and no package manager: nothing in it can be run but the program. Others work, too:
#   docker build --build-arg RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0 .
# eng/pin-images replaces the tags by digests. The release workflow builds that way.
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0

FROM ${SDK} AS restore
WORKDIR /repo
# Build output goes to /artifacts, because compose.dev.yml mounts the sources read-only. CI=true: docs/openapi.json is not written.
# There is no .git here, from which MinVer could take the version.
ENV ArtifactsPath=/artifacts CI=true MinVerVersionOverride=0.0.0-source
COPY global.json Directory.Build.props Directory.Packages.props [Nn]u[Gg]et.[Cc]onfi[g] ./
COPY src/Domain/Domain.csproj src/Domain/packages.lock.json src/Domain/
COPY src/Application/Application.csproj src/Application/packages.lock.json src/Application/
COPY src/Infrastructure/Infrastructure.csproj src/Infrastructure/packages.lock.json src/Infrastructure/
COPY src/Api/Api.csproj src/Api/packages.lock.json src/Api/
RUN dotnet restore src/Api --locked-mode

FROM restore AS publish
COPY .editorconfig LICENSE ./
COPY src src
ARG VERSION=0.0.0-source
ARG REVISION=
# Without the native launcher, the IIS configuration and the XML documentation: the container uses none of them.
RUN MinVerVersionOverride=$VERSION dotnet publish src/Api --no-restore --configuration Release --output /app -p:SourceRevisionId=$REVISION \
      -p:UseAppHost=false -p:IsTransformWebConfigDisabled=true \
    && rm /app/*.xml && cp LICENSE /app/ && chmod -R a+rX,go-w /app

FROM ${RUNTIME}
WORKDIR /app
COPY --from=publish /app .
# Without diagnostics, no process of the same user can attach to the program or make it dump its memory.
ENV ASPNETCORE_HTTP_PORTS=8000 DOTNET_EnableDiagnostics=0
EXPOSE 8000
USER $APP_UID
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["dotnet", "Concierge.Api.dll", "health"]
ENTRYPOINT ["dotnet", "Concierge.Api.dll"]
ARG VERSION=0.0.0-source
ARG REVISION=
LABEL org.opencontainers.image.title="Concierge" \
      org.opencontainers.image.description="Users, private messages, SMS and service orders behind one REST API on PostgreSQL" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
