/**
 * Run in the namespace with `perl -e`: `ADDRESS PORT LISTEN TOKEN SECONDS`. It listens on the outbound capture port on
 * loopback, connects to an address where nobody is, and hands the token from one end to the other: that can only
 * succeed when the kernel leads the connection back here. Prints one line, see `interpretValidation`.
 *
 * Where the port is taken, the proxy is up: the conntrack entry of the connection shows where it was led, also where
 * nobody accepts it.
 * A network without a way out (Docker's `--internal`) refuses before any rule is asked, so a route to the address is
 * there for the length of the trial.
 */
export const validateScript = `
use strict; use warnings; use Socket qw(:all);
my ($address, $port, $listen, $token, $seconds) = @ARGV;
my $six = $address =~ /:/;
my $family = $six ? AF_INET6 : AF_INET;
my ($route, $calling);
END { system 'ip', 'route', 'del', @$route if $route }
sub at {
  my ($host, $number) = @_;
  my $bytes = inet_pton($family, $host);
  return $six ? pack_sockaddr_in6($number, $bytes) : pack_sockaddr_in($number, $bytes);
}
sub port_of { my ($name) = @_; return ($six ? unpack_sockaddr_in6($name) : unpack_sockaddr_in($name))[0] }
sub end { print "@_\\n"; exit 0 }
sub device {
  if ($six) {
    my ($line) = grep { !/: lo / } qx(ip -o -6 address show scope global);
    return $line && $line =~ /^\\d+: (\\S+)/ ? $1 : undef;
  }
  open my $table, '<', '/proc/net/route' or return;
  my @lines = <$table>;
  return $lines[1] && $lines[1] =~ /^(\\S+)/ ? $1 : undef;
}
sub call {
  socket my $client, $family, SOCK_STREAM, 0 or end("error $!");
  $calling = $client;
  return connect($client, at($address, $port)) ? $client : undef;
}
sub entry {
  my $name = $calling && getsockname $calling or return '';
  my $found = qx(conntrack -L -p tcp -d $address --dport $port --sport @{[port_of($name)]} 2>/dev/null);
  return $found =~ s/\\s+/ /gr;
}
$SIG{ALRM} = sub { end('timeout', entry()) };
$SIG{TERM} = sub { exit 1 };
alarm $seconds;
socket my $server, $family, SOCK_STREAM, 0 or end($six ? 'no-network' : "error $!");
setsockopt $server, SOL_SOCKET, SO_REUSEADDR, 1;
my $own = bind($server, at($six ? '::1' : '127.0.0.1', $listen)) && listen($server, 8);
my $client = call();
if (!$client && ($!{ENETUNREACH} || $!{EADDRNOTAVAIL})) {
  my $device = device();
  end('no-network') unless $device;
  my @way = ($address, 'dev', $device);
  system('ip', 'route', 'add', @way) == 0 or end('no-network');
  $route = \\@way;
  $client = call();
}
end("failed $!") unless $client;
end('connected', entry()) unless $own;
my $peer;
do { $peer = accept(my $next, $server) or end("error $!"); $server = [$server, $next] if port_of($peer) == port_of(getsockname $client) } until ref $server eq 'ARRAY';
my $end = $server->[1];
syswrite $end, $token;
sysread $client, my $heard, length $token;
my $original = getsockopt $end, $six ? 41 : 0, 80;
$original = substr $original, 0, $six ? 28 : 16 if $original;
my ($to_port, $to) = !$original ? (0, '-') : $six ? unpack_sockaddr_in6($original) : unpack_sockaddr_in($original);
$to = inet_ntop($family, $to) if $original;
end($heard eq $token ? 'captured' : 'wrong-token', $to, $to_port);
`.trimStart();
