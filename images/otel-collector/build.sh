# The Collector with its official builder and the components of builder.yaml. The modules are those of go.mod rather than
# those of `go mod tidy`, which asks for everything that any test of any module needs.
case $(go env GOVERSION) in
  go1.?|go1.1?*|go1.20*)
    echo "it takes Go 1.21 or later, which fetches the version that the modules ask for; here is $(go version)" >&2
    exit 1
    ;;
esac
export CGO_ENABLED=0 GOFLAGS=-buildvcs=false

echo 'fetching and compiling the builder of OpenTelemetry'
GOBIN=$PWD go install go.opentelemetry.io/collector/cmd/builder@v0.165.0
mkdir source
cp "$1/go.mod" source
./builder --config "$1/builder.yaml" --skip-get-modules --skip-compilation

cd source
echo 'fetching its modules and compiling the Collector'
go build -mod=mod -trimpath -ldflags '-s -w' -o ../otelcol-contrib .
