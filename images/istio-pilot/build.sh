# One program of Istio from its Go module, at the release that the tag names: the module has no tag of its own there. Ten minutes of a
# processor for both programs, so they are kept outside the checkout, as the ones of other suites are.
release=1.31.0
module=istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad
program=pilot-discovery
kept=${OUTRIDER_JUDGES:-${XDG_CACHE_HOME:-$HOME/.cache}/outrider}/istio-$release/bin
export CGO_ENABLED=0 GOFLAGS=-mod=mod

if [ ! -x "$kept/$program" ]; then
  echo "fetching $module"
  mkdir source
  cd source
  source=$(go mod download -json "$module" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  {
    echo 'module mesh'
    grep '^go ' "$source/go.mod"
    echo "require ${module%@*} ${module#*@}"
    # What the main module requires wins, so it gets the versions that Istio was released with.
    sed -n '/^require (/,/^)/p' "$source/go.mod"
  } > go.mod
  cat "$source/go.sum" > go.sum
  echo "compiling $program $release, which takes minutes once"
  info=istio.io/istio/pkg/version
  go build -trimpath -ldflags "-s -w -X $info.buildVersion=$release -X $info.buildStatus=Clean" \
    -o "../$program" "${module%@*}/pilot/cmd/$program"
  cd ..
  mkdir -p "$kept"
  cp "$program" "$kept/.$program.$$"
  mv "$kept/.$program.$$" "$kept/$program"
else
  cp "$kept/$program" .
fi
