// Tempo 1.5 as one process, for the end-to-end tests: its own main does not work with Go 1.21 and newer,
// where packages are initialised in another order and gRPC's codec takes the place of Tempo's.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/golang/protobuf/proto"
	"github.com/grafana/tempo/cmd/tempo/app"
	"github.com/grafana/tempo/pkg/util/log"
	"google.golang.org/grpc/encoding"
	"gopkg.in/yaml.v2"
)

// codec encodes what has methods of its own for that with these, and everything else as gRPC does.
type codec struct{}

func (codec) Name() string { return "proto" }

func (codec) Marshal(value interface{}) ([]byte, error) {
	if own, ok := value.(interface{ Marshal() ([]byte, error) }); ok {
		return own.Marshal()
	}
	return proto.Marshal(value.(proto.Message))
}

func (codec) Unmarshal(data []byte, value interface{}) error {
	if own, ok := value.(interface{ Unmarshal([]byte) error }); ok {
		return own.Unmarshal(data)
	}
	return proto.Unmarshal(data, value.(proto.Message))
}

func run() error {
	if len(os.Args) != 2 {
		return fmt.Errorf("usage: tempo CONFIGURATION")
	}
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		return err
	}
	config := &app.Config{}
	config.RegisterFlagsAndApplyDefaults("", flag.NewFlagSet("", flag.ContinueOnError))
	if err := yaml.UnmarshalStrict(text, config); err != nil {
		return err
	}
	config.Target = app.SingleBinary
	config.Ingester.LifecyclerConfig.RingConfig.KVStore.Store = "inmemory"
	config.Ingester.LifecyclerConfig.RingConfig.ReplicationFactor = 1
	config.Ingester.LifecyclerConfig.Addr = "127.0.0.1"
	config.Generator.Ring.KVStore.Store = "inmemory"
	config.Generator.Ring.InstanceAddr = "127.0.0.1"
	encoding.RegisterCodec(codec{})
	log.InitLogger(&config.Server)
	tempo, err := app.New(*config)
	if err != nil {
		return err
	}
	return tempo.Run()
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "tempo:", err)
		os.Exit(1)
	}
}
