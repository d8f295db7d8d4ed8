# Fluent Bit from the sources that its npm package carries, with the plugins that the recipe needs. They lack Onigmo, the
# library for regular expressions; Debian's Oniguruma, from which it was forked, takes its place.
echo 'fetching the sources of Fluent Bit'
npm pack --silent fluent-bit@0.0.3 >/dev/null
tar -xzf fluent-bit-0.0.3.tgz
sources=$PWD/package/src/fluent-bit

mkdir "$sources/lib/onigmo"
cp "$1/onigmo-configure" "$sources/lib/onigmo/configure"
chmod +x "$sources/lib/onigmo/configure"

plugins='IN_TAIL IN_FORWARD IN_DUMMY IN_STORAGE_BACKLOG IN_EMITTER IN_LIB
  FILTER_PARSER FILTER_RECORD_MODIFIER FILTER_GREP FILTER_MODIFY
  OUT_FORWARD OUT_HTTP OUT_FILE OUT_STDOUT OUT_NULL OUT_LIB'
all=$(sed -nE 's/^option\(FLB_((IN|FILTER|OUT)_[A-Z0-9_]+).*/\1/p' "$sources/CMakeLists.txt")
set -- -DFLB_RELEASE=Yes -DFLB_DEBUG=No
for name in AWS SIGNV4 LUAJIT BACKTRACE CUSTOM_CALYPTIA PROXY_GO EXAMPLES SHARED_LIB; do
  set -- "$@" "-DFLB_$name=No"
done
for name in $all; do
  case " $(echo $plugins) " in
    *" $name "*) ;;
    *) set -- "$@" "-DFLB_$name=No" ;;
  esac
done

echo 'configuring Fluent Bit'
mkdir build
cd build
cmake "$@" "$sources" >log 2>&1 || { tail -n 3 log >&2; exit 1; }
echo 'compiling Fluent Bit'
make -j"$(nproc)" fluent-bit-bin >log 2>&1 || { grep -m 3 -i 'error' log >&2; exit 1; }
